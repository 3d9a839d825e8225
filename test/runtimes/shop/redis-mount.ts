import redisDriver from 'unstorage/drivers/redis'

/** A plugin of Nitro's for the platforms that run several processes: mounts the Redis that they share. */
export default defineNitroPlugin(() => {
  const url = process.env.SHOP_REDIS_URL
  if (url) useStorage().mount('sapcc', redisDriver({ url, base: 'shop' }))
})
