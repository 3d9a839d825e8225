import { vi } from 'vitest'

/** As `vi.waitFor`, with more patience than its second: the machine may have other things to do. Less than a unit test may take. */
export async function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return await vi.waitFor(check, { timeout: 8000 })
}
