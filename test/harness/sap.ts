import { startSap as startStandIn, type SapOptions, type SapStandIn } from '../../packages/stand-in/src/index.ts'

/** A running stand-in for SAP Commerce, with what a test needs beside the stand-in's own controls. */
export interface RunningSap extends SapStandIn {
  /** Successful token requests of a grant type since the last reset, e.g. `sap.grants('refresh_token')`. */
  grants: (grantType: string) => number
  /** The same as `close`, under the name that it has for applications. */
  stop: () => Promise<void>
  /** Starts a new stand-in on the same port, with the same options and without the old state. Stop this one first. */
  restart: () => Promise<RunningSap>
}

/**
 * Starts a stand-in on a free port, by default of the legacy generation.
 *
 * @param options options of the stand-in; lifetimes are in seconds
 */
export async function startSap(options: SapOptions = {}): Promise<RunningSap> {
  const sap = await startStandIn({ generation: 'legacy', ...options })
  return {
    ...sap,
    grants: grantType => sap.stats().token.byGrant[grantType]?.success ?? 0,
    stop: sap.close,
    restart: () => startSap({ ...options, port: sap.port }),
  }
}
