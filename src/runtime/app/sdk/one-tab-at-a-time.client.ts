/**
 * Runs what changes a session in one tab of this browser at a time: one's cookie
 * must not overwrite the next one's. Several shops may share an origin, each below
 * a path of its own.
 *
 * @param apiUrl of the session's server.
 * @param work is told whether it had to wait for other work.
 */
export async function oneTabAtATime<Result>(apiUrl: string, work: (hasWaited: boolean) => Promise<Result>): Promise<Result> {
  const { locks } = navigator
  if (!locks) return await work(false)
  const name = `sapcc:refresh:${apiUrl}`
  const atOnce = await locks.request(name, { ifAvailable: true }, async lock => lock ? { result: await work(false) } : undefined) as { result: Result } | undefined
  return atOnce ? atOnce.result : await locks.request(name, () => work(true)) as Result
}
