import redisDriver from 'unstorage/drivers/redis'

/** Sessions, locks and refreshes of all servers. The address is known when a server starts, not when it is built. */
export default defineNitroPlugin(() => {
  const { REDIS_URL } = process.env
  if (REDIS_URL) useStorage().mount('sapcc', redisDriver({ url: REDIS_URL, base: 'shop', socketTimeout: 5000, keepAlive: 10_000 }))
})
