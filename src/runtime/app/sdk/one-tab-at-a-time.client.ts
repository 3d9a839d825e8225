/**
 * Runs work that changes a session in one tab of this browser at a time, so that the
 * cookie of one change does not overwrite that of the next. Several shops may share an
 * origin, each below a path of its own.
 *
 * @param apiUrl URL of the session's server, which identifies the shop.
 * @param work called with whether it had to wait for other work.
 */
export async function oneTabAtATime<Result>(apiUrl: string, work: (hasWaited: boolean) => Promise<Result>): Promise<Result> {
  const { locks } = navigator
  if (!locks) return await work(false)
  const name = `sapcc:refresh:${apiUrl}`
  const atOnce = await locks.request(name, { ifAvailable: true }, async lock => lock ? { result: await work(false) } : undefined) as { result: Result } | undefined
  return atOnce ? atOnce.result : await locks.request(name, () => work(true)) as Result
}
