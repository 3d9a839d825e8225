/**
 * Does some work for each item, two at a time: what uses one core leaves half of a small machine unused.
 *
 * @param work must not reject: the others would go on without being waited for.
 */
export async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values()
  const takeAll = async (): Promise<void> => {
    for (const item of left) await work(item)
  }
  await Promise.all([takeAll(), takeAll()])
}
