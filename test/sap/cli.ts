import { startSap } from './index.ts'
import { optionsFromEnvironment } from './options.ts'

try {
  const sap = await startSap(optionsFromEnvironment(process.env))
  const { generation, accessTokenTtl, refreshTokenTtl } = sap.settings
  console.log(`SAP Commerce stand-in (${generation}) on ${sap.url}`)
  console.log(`  access tokens ${accessTokenTtl} s, refresh tokens ${refreshTokenTtl} s; jane@example.com and john@example.com, password Password1!`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void sap.close().finally(() => process.exit(0))
    })
  }
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
