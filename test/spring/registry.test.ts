import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findJavaTools } from '../setup/java.ts'
import { root, run } from '../../scripts/lib/run.ts'
import { mavenFailure } from '../setup/spring-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-maven-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('names a registry that cannot be reached', async () => {
  const settings = join(folder, 'settings.xml')
  // Nothing listens on the port `discard`, and nothing has been downloaded into this repository before.
  writeFileSync(settings, `<settings><localRepository>${folder}/repository</localRepository><mirrors><mirror><id>absent</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:9/maven</url></mirror></mirrors></settings>`)
  let output = ''
  const code = await run(findJavaTools()!.maven, ['--batch-mode', '--quiet', '-s', settings, '-f', join(root, 'test', 'spring', 'authorization-server', 'pom.xml'), 'validate'], { onOutput: text => void (output += text) })
  expect(code).not.toBe(0)
  expect(mavenFailure(output)).toMatch(/^Maven's registry absent \(http:\/\/127\.0\.0\.1:9\/maven\) could not be reached, while it was asked for org\.springframework\.boot:spring-boot-starter-parent:pom:[\d.]+: .*(?:refused|failed)/)
})

it('blames no registry for a build that fails for another reason', () => {
  expect(mavenFailure('[ERROR] COMPILATION ERROR : \n[ERROR] Security.java:[12,8] cannot find symbol')).toBeUndefined()
})
