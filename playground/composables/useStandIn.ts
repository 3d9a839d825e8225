import type { StandInStats } from '~/server/utils/stand-in'

/** Remote control of the stand-in for SAP Commerce; without one, `stats` stays empty and the panel hides its buttons. */
export function useStandIn() {
  const stats = useState<StandInStats | null>('stand-in', () => null)
  const message = useState('stand-in-message', () => '')
  const { add } = useTimeline()

  async function load(): Promise<void> {
    stats.value = await $fetch<StandInStats>('/api/stand-in/stats').catch(() => null)
  }

  async function act(path: 'expire' | 'break' | 'mend', text: string): Promise<void> {
    try {
      await $fetch(`/api/stand-in/${path}`, { method: 'POST' })
      add({ kind: 'note', text })
      message.value = text
    }
    catch {
      message.value = 'The stand-in did not answer.'
    }
    await load()
  }

  return {
    stats,
    message,
    load,
    expireTokens: () => act('expire', 'All access tokens are expired now'),
    breakAuthorization: () => act('break', 'The authorization server answers 503 now'),
    async mendAuthorization(): Promise<void> {
      await act('mend', 'The authorization server works again')
      // What failed meanwhile is loaded now, without waiting for the next attempt of its own.
      await refreshNuxtData()
    },
  }
}
