import { vi } from 'vitest'

// The same answers mean the same where requests are sent by the runtime's `fetch`.
vi.mock('./way', async () => await import('../../../src/runtime/server/upstream/fetch/upstream'))

await import('./answers.test')
await import('./direct-login.test')
await import('./end-session.test')
