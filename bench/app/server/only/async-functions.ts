import process from 'node:process'

/**
 * Makes every request wait for as many more async functions as
 * `BENCH_ASYNC_FUNCTIONS` says, one called by the other, none with anything to
 * wait for: what plain `async` costs where a function could return its value.
 */
export default defineNitroPlugin(({ h3App }) => {
  const count = Number(process.env.BENCH_ASYNC_FUNCTIONS ?? 0)
  if (count === 0) return
  const { handler } = h3App
  h3App.handler = Object.assign(async (event: Parameters<typeof handler>[0]): Promise<unknown> => {
    await nested(count)
    return handler(event)
  }, handler)
})

async function nested(depth: number): Promise<number> {
  return depth <= 1 ? 0 : await nested(depth - 1) + 1
}
