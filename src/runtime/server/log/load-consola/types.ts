import type { ConsolaInstance } from 'consola'

/** Returns the `consola` that the shop's own code has, too, with the level and the reporters that it has set. */
export type LoadConsola = () => ConsolaInstance | Promise<ConsolaInstance>
