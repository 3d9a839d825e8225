/** Alokai's public middleware, as its documentation sets it up; quieter than its default. */
import { fileURLToPath } from 'node:url'
import { createServer } from '@vue-storefront/middleware'
import { listen } from './listen.ts'

listen(await createServer({
  logger: { verbosity: 'error' },
  integrations: {
    sapcc: { location: fileURLToPath(new URL('./alokai-integration.ts', import.meta.url)), configuration: {} },
  },
}))
