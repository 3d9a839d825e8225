import { join } from 'node:path'
import { testFirstCommands } from './commands.ts'

// The Node 22 that is among the dependencies.
testFirstCommands('after npm ci, with npm on the Node of the dependencies', clone => [join(clone.folder, 'node_modules', 'node', 'bin')], ['npm run build', 'npm run typecheck'])
