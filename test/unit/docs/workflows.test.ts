import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

interface Step {
  uses?: string
  run?: string
}

interface Job {
  'uses'?: string
  'steps'?: Step[]
  'timeout-minutes'?: number
  'permissions'?: unknown
}

interface Workflow {
  on: Record<string, unknown>
  permissions: Record<string, unknown>
  jobs: Record<string, Job>
}

const files = readdirSync(new URL('.github/workflows/', root))
const workflows = files.map((file) => {
  const text = read(`.github/workflows/${file}`)
  return { file, text, workflow: parse(text) as Workflow }
})

/** `npm run x` and `npm test`, wherever they are in a command. */
function scriptsIn(commands: string): string[] {
  return [...commands.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, name, test]) => name ?? test!)
}

const commandsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ run = '' }) => run)).join('\n')

describe('the workflows', () => {
  it('are those that CONTRIBUTING.md names', () => {
    expect(files.sort()).toEqual(['ci.yml', 'nightly.yml', 'release.yml'])
    for (const file of files) expect(read('CONTRIBUTING.md')).toContain(`\`${file}\``)
  })

  it.each(workflows)('$file calls scripts that there are', ({ workflow }) => {
    const called = scriptsIn(commandsOf(workflow))
    expect(called.filter(name => !Object.hasOwn(scripts, name))).toEqual([])
  })

  it('have a part for everything that .ci/run does', () => {
    // The suites of `npm test` are asked for one by one; see below.
    const local = scriptsIn(read('.ci/run')).filter(name => !['dev', 'test'].includes(name))
    const ci = scriptsIn(commandsOf(workflows.find(({ file }) => file === 'ci.yml')!.workflow))
    expect(local.filter(name => !ci.includes(name))).toEqual([])
  })

  it.each(workflows)('$file names each action by its commit, with its version', ({ text }) => {
    const uses = [...text.matchAll(/uses: (\S+)( .*)?$/gm)].filter(([, action]) => !action!.startsWith('./'))
    for (const [line, action, comment] of uses) {
      expect(action, line).toMatch(/@[\da-f]{40}$/)
      expect(comment ?? '', line).toMatch(/^ # v\d+\.\d+\.\d+$/)
    }
  })

  it.each(workflows)('$file has no rights but those that a job asks for, and each job ends', ({ workflow }) => {
    expect(workflow.permissions).toEqual({})
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect(job.permissions, name).toBeDefined()
      if (!job.uses) expect(job['timeout-minutes'], name).toBeGreaterThan(0)
    }
  })

  it('look for known holes in what shops install, and for packages that were exchanged', () => {
    const { workflow } = workflows.find(({ file }) => file === 'ci.yml')!
    expect(commandsOf(workflow)).toMatch(/^npm audit --omit=dev --audit-level=high\nnpm audit signatures$/m)
  })

  it('publish only what ci.yml has passed, with its provenance and a list of what it installs', () => {
    const { workflow } = workflows.find(({ file }) => file === 'release.yml')!
    const { release, ci } = workflow.jobs as Record<string, Job & { needs?: string }>
    expect(ci?.uses).toBe('./.github/workflows/ci.yml')
    expect(release?.needs).toBe('ci')
    expect(release?.permissions).toMatchObject({ 'id-token': 'write' })
    const commands = commandsOf(workflow)
    expect(commands).toMatch(/npm publish .*--provenance/)
    // What npm has already does not stop a second run; the guides of the module name the stand-in.
    expect(commands).toMatch(/for name in nuxt-sapcc-stand-in nuxt-sapcc; do\n +test -n "\$\(npm view "\$name@.*" version\)" \|\| npm publish /)
    // Of both packages.
    expect(commands).toMatch(/for name in nuxt-sapcc-stand-in nuxt-sapcc; do\n(?:(?!done).*\n)* +npm install .*"\$RUNNER_TEMP\/\$name-.*\.tgz"\n(?:(?!done).*\n)* +npm sbom .*--sbom-format cyclonedx .*> "\$name\.cdx\.json"\n/)
    expect(commands).toMatch(/gh release create .* nuxt-sapcc\.cdx\.json nuxt-sapcc-stand-in\.cdx\.json /)
  })

  it('play every suite', () => {
    const suites = [...read('vitest.config.ts').matchAll(/^ {10}name: '([\w-]+)'/gm)].map(([, name]) => name!)
    const usual = [...scripts.test!.matchAll(/--project ([\w-]+)/g)].map(([, name]) => name!)
    expect(usual.length).toBeGreaterThan(5)
    const { text } = workflows.find(({ file }) => file === 'ci.yml')!
    for (const suite of usual) expect(text, suite).toMatch(new RegExp(`--project ${suite}\\b|suite: \\[.*\\b${suite}\\b`))
    // The others have a script and a job each.
    for (const suite of suites.filter(name => !usual.includes(name))) {
      expect(scripts[`test:${suite}`], suite).toContain(`--project ${suite}`)
      expect(text, suite).toContain(`npm run test:${suite}`)
    }
  })
})

describe('the templates', () => {
  it.each(['bug.yml', 'idea.yml'])('%s is a form', (file) => {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${file}`)) as { name: string, description: string, body: { type: string, id?: string }[] }
    expect(form.name).not.toBe('')
    expect(form.body.filter(({ type }) => type !== 'markdown').every(({ id }) => id)).toBe(true)
  })
})
