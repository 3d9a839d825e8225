import { appendResponseHeader, defineEventHandler, getQuery, getRequestHeader, setResponseHeader } from 'h3'
import { log } from '../log'

export default defineEventHandler((event) => {
  const { id, middleware } = getQuery(event)
  log(id, 'middleware', { cookie: getRequestHeader(event, 'cookie') ?? null })
  if (middleware !== 'sets') return
  appendResponseHeader(event, 'set-cookie', 'shop=1; Path=/')
  appendResponseHeader(event, 'set-cookie', 'shop=2; Path=/')
  setResponseHeader(event, 'x-shop', 'shop')
})
