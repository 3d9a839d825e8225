import { consola } from 'consola'
import type { LoadConsola } from './types'

/** For functions and workers: they may be stopped with their response, before a line that waits for `consola` is written. */
export const loadConsola: LoadConsola = () => consola
