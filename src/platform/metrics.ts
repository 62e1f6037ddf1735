import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { within } from './deadline.ts'

/** What one process measures of itself, in Prometheus' words. One registry per app. */
export interface Metrics {
  serviceCall(labels: { path: string; method: string; transport: string; code: string }, seconds: number): void
  count(name: string, help: string, amount?: number): void
  /** A number that is asked for when somebody reads the page; one that cannot be told in time is NaN. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
  render(): Promise<{ contentType: string; body: string }>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

const READ_TIMEOUT_MS = 1_000

export function createMetrics({ readTimeoutMs = READ_TIMEOUT_MS } = {}): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const calls = new Histogram({
    name: 'parley_service_call_seconds',
    help: 'Time of service calls',
    labelNames: ['path', 'method', 'transport', 'code'],
    buckets: SECONDS,
    registers: [registry]
  })
  // By itself the histogram sorts and joins its labels with every call.
  const children = new Map<string, ReturnType<typeof calls.labels>>()
  const counters = new Map<string, Counter>()

  return {
    serviceCall(labels, seconds) {
      const { path, method, transport, code } = labels
      const key = `${path} ${method} ${transport} ${code}`
      const child = children.get(key) ?? calls.labels(labels)
      children.set(key, child)
      child.observe(seconds)
    },
    count(name, help, amount = 1) {
      let counter = counters.get(name)
      if (!counter) {
        counter = new Counter({ name, help, registers: [registry] })
        counters.set(name, counter)
      }
      counter.inc(amount)
    },
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [registry],
        collect: async () => gauge.set(await tell(read, readTimeoutMs))
      })
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() })
  }
}

// One source that fails must not take the others' numbers along.
async function tell(read: () => number | Promise<number>, timeoutMs: number): Promise<number> {
  try {
    return await within(timeoutMs, Promise.resolve(read()))
  } catch {
    return Number.NaN
  }
}
