/** Seconds until a moment, counted down while the component is on the page; 0 when it is over. */
export function useSecondsLeft(moment: Ref<Date | undefined>) {
  const now = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  onMounted(() => {
    const tick = () => {
      now.value = Date.now()
    }
    tick()
    timer = setInterval(tick, 500)
    // A renewed token is counted from now, not from the last tick.
    watch(moment, tick)
  })
  onBeforeUnmount(() => clearInterval(timer))

  return computed(() => moment.value === undefined || now.value === 0 ? undefined : Math.max(0, Math.ceil((moment.value.getTime() - now.value) / 1000)))
}
