/** What most Nuxt shops have in front of a backend: h3's `proxyRequest`. */
import { createServer } from 'node:http'
import { createApp, defineEventHandler, proxyRequest, toNodeListener } from 'h3'
import { CART_PATH, listen, upstreamUrl } from './listen.ts'

const url = upstreamUrl() + CART_PATH
const app = createApp()
app.use(defineEventHandler(event => proxyRequest(event, url)))
listen(createServer(toNodeListener(app)))
