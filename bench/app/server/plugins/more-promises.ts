import process from 'node:process'

/**
 * Makes every request wait for as many more promises as `BENCH_MORE_PROMISES`
 * says, all of them resolved at once: what plain `async` functions cost where a
 * function could have returned its value.
 */
export default defineNitroPlugin(({ h3App }) => {
  const count = Number(process.env.BENCH_MORE_PROMISES ?? 0)
  if (count === 0) return
  const { handler } = h3App
  h3App.handler = Object.assign(async (event: Parameters<typeof handler>[0]): Promise<unknown> => {
    await nested(count)
    return handler(event)
  }, handler)
})

/** One function inside the other, as they lie on the way of a call. */
async function nested(depth: number): Promise<number> {
  return depth <= 1 ? 0 : await nested(depth - 1) + 1
}
