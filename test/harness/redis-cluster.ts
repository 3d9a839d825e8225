import { Redis } from 'ioredis'
import { startRedis } from './redis.ts'
import type { RunningRedis } from './redis.ts'

/** A Redis Cluster for one test: three primaries, each with a third of the slots. */
export interface RunningCluster {
  nodes: readonly RunningRedis[]
  /** Value for the option `cluster` of unstorage's `redis` driver. */
  addresses: { host: string, port: number }[]
  dispose: () => Promise<void>
}

const SLOTS = 16_384

/** Starts a cluster and waits until it serves all slots. */
export async function startRedisCluster(size = 3): Promise<RunningCluster> {
  const nodes: RunningRedis[] = []
  const clients: Redis[] = []
  try {
    for (let index = 0; index < size; index++) {
      const node = await startRedis({ 'cluster-enabled': 'yes', 'cluster-node-timeout': 2000 })
      nodes.push(node)
      clients.push(new Redis(node.url))
    }
    for (const [index, client] of clients.entries()) {
      await client.call('CLUSTER', 'ADDSLOTSRANGE', Math.floor(index * SLOTS / size), Math.floor((index + 1) * SLOTS / size) - 1)
      if (index > 0) await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port)
    }
    for (const client of clients) await untilReady(client, size)
  }
  catch (error) {
    await Promise.all(nodes.map(node => node.dispose()))
    throw error
  }
  finally {
    for (const client of clients) client.disconnect()
  }
  return {
    nodes,
    addresses: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
    dispose: async () => void await Promise.all(nodes.map(node => node.dispose())),
  }
}

async function untilReady(client: Redis, size: number): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const info = String(await client.call('CLUSTER', 'INFO'))
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`) && info.includes(`cluster_slots_ok:${SLOTS}`)) return
    if (Date.now() > deadline) throw new Error(`The cluster did not form:\n${info}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
