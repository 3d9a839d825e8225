/**
 * `npm run build --workspace nuxt-sapcc-stand-in`: compiles the stand-in for SAP Commerce into `packages/stand-in/dist`, as
 * plain JavaScript, because Node runs no TypeScript of an installed package. The table of operations, which it shares with
 * the module, is copied beside it.
 */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './lib/run.ts'

const folder = join(root, 'packages', 'stand-in')
rmSync(join(folder, 'dist'), { recursive: true, force: true })
await runOrThrow('tsc', ['-p', join(folder, 'tsconfig.build.json')])
copyFileSync(join(root, 'data', 'occ-operations.tsv'), join(folder, 'dist', 'occ', 'occ-operations.tsv'))
