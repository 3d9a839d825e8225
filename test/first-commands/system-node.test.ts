import { testFirstCommands } from './commands.ts'

testFirstCommands('after npm ci, with npm on the system\'s Node', () => [], ['npm pack', 'npm run lint'])
