import { defineHandler } from 'nitro'
import { getQuery } from 'nitro/h3'
import { log } from '../log'

export default defineHandler((event) => {
  const { id, middleware } = getQuery(event)
  const nodeCookie = event.req.runtime?.node?.req.headers.cookie
  log(id, 'middleware', { cookie: event.req.headers.get('cookie'), nodeCookie })
  if (middleware !== 'sets') return
  event.res.headers.append('set-cookie', 'shop=1; Path=/')
  event.res.headers.append('set-cookie', 'shop=2; Path=/')
  event.res.headers.set('x-shop', 'shop')
})
