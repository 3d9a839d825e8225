import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { docker, PREFIX, succeeds } from './docker.ts'
import { prepareStack, type Stack } from './stack.ts'

const HELLO = /Hello (?:<!--.*?-->)?Jane Doe/

if (inject('dockerHost')) process.env.DOCKER_HOST = inject('dockerHost')

describe('the containers of the shop in docs/deployment.md', () => {
  let stack: Stack
  let jane: Client

  const shopImage = () => stack.inspect('shop', '{{.Image}}')
  const health = () => stack.inspect('shop', '{{.State.Health.Status}}')
  const becomes = (state: 'healthy' | 'unhealthy') => expect.poll(health, { timeout: 90_000, interval: 1000 }).toBe(state)
  /** The page of the customer who has signed in, as soon as the shop answers. */
  const showsAccount = () => expect.poll(async () => await jane.page('/account').then(({ html }) => html, String), { timeout: 30_000, interval: 500 }).toMatch(HELLO)

  beforeAll(async () => {
    stack = await prepareStack(join(inject('containersFolder'), 'shop'), inject('compose'))
    // What a folder has in which somebody develops.
    for (const folder of ['node_modules', '.nuxt', '.output', '.data']) {
      mkdirSync(join(stack.folder, folder))
      writeFileSync(join(stack.folder, folder, 'of-the-developer'), '')
    }
    writeFileSync(join(stack.folder, '.env'), 'NUXT_SAPCC_OAUTH_CLIENT_SECRET=of-the-developer\n')
    await stack.compose('build')
    await stack.compose('up', '--detach')
    jane = new Client(stack.url)
  })

  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => console.error(await stack.compose('logs', '--tail', '40')))
  })

  afterAll(async () => {
    await stack?.compose('down', '--volumes', '--rmi', 'local', '--timeout', '5')
  })

  it('are built without the files of development', async () => {
    const build = await docker('build', '--quiet', '--target', 'build', '--tag', `${PREFIX}/build`, stack.folder).then(() => `${PREFIX}/build`)
    const found = await docker('run', '--rm', build, 'sh', '-c', 'ls -A; ls -A node_modules .nuxt .output')
    expect(found).toMatch(/^nuxt\.config\.ts$/m)
    expect(found).not.toMatch(/^(?:of-the-developer|\.data|\.env|\.git)$/m)
    await docker('rmi', build)
  })

  it('have the server alone in the image, and run it as process 1 of an ordinary user', async () => {
    expect(await docker('run', '--rm', await shopImage(), 'ls', '-A', '/shop')).toBe('.output')
    expect(await stack.compose('exec', '-T', 'shop', 'id', '-un')).toBe('node')
    expect(await stack.compose('exec', '-T', 'shop', 'cat', '/proc/1/cmdline')).toBe('node\0.output/server/index.mjs\0')
  })

  it('become healthy, and show products', async () => {
    await becomes('healthy')
    expect((await jane.page('/')).html).toContain('href="/product/')
  })

  it('keep the session of a customer who signs in by the form in Redis', async () => {
    await jane.fetch('/login', { method: 'POST', body: new URLSearchParams({ username: 'jane@example.com', password: 'Password1!' }) })
    await showsAccount()
    expect(await stack.compose('exec', '-T', 'redis', 'redis-cli', '--raw', 'keys', 'shop:session:*')).toMatch(/^shop:session:\S+$/)
  })

  it.each(['shop', 'redis'] as const)('keep it while %s is restarted', async (service) => {
    await stack.compose('restart', service)
    await showsAccount()
    await becomes('healthy')
  })

  it('keep it while Redis gets a new container', async () => {
    await stack.compose('up', '--detach', '--force-recreate', '--no-deps', 'redis')
    await showsAccount()
    await becomes('healthy')
  })

  it.each(['shop', 'redis'] as const)('start %s again after a crash', async (service) => {
    const pid = await stack.inspect(service, '{{.State.Pid}}')
    await docker('run', '--rm', '--pid', 'host', '--user', 'root', await shopImage(), 'node', '-e', `process.kill(${pid}, 'SIGKILL')`)
    await expect.poll(() => stack.inspect(service, '{{.RestartCount}} {{.State.Running}}'), { timeout: 30_000 }).toBe('1 true')
    await showsAccount()
    await becomes('healthy')
  })

  it('are unhealthy while Redis is away', async () => {
    await stack.compose('stop', 'redis')
    await becomes('unhealthy')
    await stack.compose('start', 'redis')
    await becomes('healthy')
    await showsAccount()
  })

  it('stop by themselves, long before the end of the grace period', async () => {
    const started = Date.now()
    await stack.compose('stop', 'shop')
    expect(Date.now() - started).toBeLessThan(20_000)
    expect(await stack.inspect('shop', '{{.State.ExitCode}}')).toBe('0')
    expect(await succeeds(fetch(stack.url))).toBe(false)
  })
})
