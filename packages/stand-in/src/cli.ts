#!/usr/bin/env node
import { USAGE, variablesFromArguments } from './arguments.ts'
import { startSap } from './index.ts'
import { mailText } from './mail.ts'
import { optionsFromEnvironment } from './options.ts'

try {
  const variables = variablesFromArguments(process.argv.slice(2))
  if (variables) await run({ ...process.env, ...variables })
  else console.log(USAGE)
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function run(env: Record<string, string | undefined>): Promise<void> {
  const sap = await startSap({ ...optionsFromEnvironment(env), onMail: mail => console.log(mailText(mail, sap.settings.passwordPath)) })
  const { generation, accessTokenTtl, refreshTokenTtl } = sap.settings
  console.log(`SAP Commerce stand-in (${generation}) on ${sap.url}
  access tokens ${accessTokenTtl} s, refresh tokens ${refreshTokenTtl} s; jane@example.com and john@example.com, password Password1!

  For the .env of a shop:
${Object.entries(sap.env).map(([name, value]) => `  ${name}=${value}`).join('\n')}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void sap.close().finally(() => process.exit(0))
    })
  }
}
