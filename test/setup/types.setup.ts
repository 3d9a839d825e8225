import { prepareTypes } from '../../scripts/lib/types.ts'

/** Global setup of the type tests: generates the types again, so that none of an earlier state of the module are tested. */
export default async function setup(): Promise<void> {
  await prepareTypes()
}
