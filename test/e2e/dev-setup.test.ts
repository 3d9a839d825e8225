import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import type { RunningApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'
import type { TemporaryApp } from '../harness/temporary-app.ts'
import { settledLogs } from '../harness/settled-logs.ts'

/** A `sdk.config.ts` that can be told from others. */
const named = (name: string) => `export default defineSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, {}),
  ${name}: buildModule(() => ({ connector: { hello: async () => '${name}' } })),
}))
`

describe('while developing', () => {
  let sap: RunningSap
  let project: TemporaryApp
  let app: RunningApp

  beforeAll(async () => {
    sap = await startSap()
    project = createTemporaryApp({
      'nuxt.config.ts': nuxtConfig('extends: [\'./base\'],'),
      'base/nuxt.config.ts': 'export default {}',
      'base/app/sdk.config.ts': named('layer'),
      'app/app.vue': '<script setup>\nconst names = Object.keys(useSdk()).join()\n</script>\n\n<template>\n  <p id="modules">{{ names }}</p>\n</template>\n',
    })
    app = await project.dev(sap.env)
  })

  afterAll(async () => {
    await app?.stop()
    project?.dispose()
    await sap?.stop()
  })

  const modules = async () => /<p id="modules"[^>]*>([^<]*)</.exec((await new Client(app.url).page('/')).html)?.[1]
  const types = () => readFileSync(join(project.root, '.nuxt/types/sapcc.d.ts'), 'utf8')
  const eventually = { timeout: 20_000, interval: 300 }

  it('a layer\'s sdk.config is in force until the project has one, which wins while it is there', async () => {
    expect(await modules()).toBe('sapcc,layer')
    expect(types()).toContain('base/app/sdk.config')

    project.write('app/sdk.config.ts', named('project'))
    await expect.poll(modules, eventually).toBe('sapcc,project')
    await expect.poll(() => types().includes('base/app/sdk.config'), eventually).toBe(false)

    project.write('app/sdk.config.ts', named('changed'))
    await expect.poll(modules, eventually).toBe('sapcc,changed')

    project.remove('app/sdk.config.ts')
    await expect.poll(modules, eventually).toBe('sapcc,layer')
    project.remove('base/app/sdk.config.ts')
    await expect.poll(modules, eventually).toBe('sapcc')
    await expect.poll(() => types().includes('DefaultSdk;') || /type Sdk = DefaultSdk/.test(types()), eventually).toBe(true)
  })

  // As long as a development server may take to start, and the rest.
  it('a session password is generated, kept, and still valid after a restart', { timeout: 120_000 }, async () => {
    const client = new Client(app.url)
    await client.signIn()
    const file = join(project.root, 'node_modules/.cache/nuxt-sapcc/.env.session-password')
    const password = readFileSync(file, 'utf8')
    expect(password.length).toBeGreaterThanOrEqual(32)
    expect(await settledLogs(app)).not.toContain(password)

    const { port } = app
    await app.stop()
    app = await project.dev(sap.env, port)
    expect(readFileSync(file, 'utf8')).toBe(password)
    expect(await new Client(app.url, client.jar).call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })
})
