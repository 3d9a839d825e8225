import { ignoreClosedOutput } from './closed-output'
import type { LoadConsola } from './types'

/** For servers, whose first page comes sooner without `consola`. Most of them have nothing to say when they start. */
export const loadConsola: LoadConsola = async () => {
  const { consola } = await import('consola')
  ignoreClosedOutput()
  return consola
}
