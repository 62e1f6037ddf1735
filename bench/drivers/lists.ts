import { HttpConnection } from './http.ts'
import { quantile, runJob } from './job.ts'

export interface ListJob {
  readonly port: number
  readonly apiKey: string
  /** Paths asked for in turn. */
  readonly paths: readonly string[]
  readonly concurrency: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

export interface ListResult {
  readonly requests: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

runJob(async (job: ListJob, say): Promise<ListResult> => {
  const requests = job.paths.map(path =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${job.port}\r\nAccept: application/json\r\nX-Api-Key: ${job.apiKey}\r\n\r\n`
    )
  )
  const connections = await Promise.all(Array.from({ length: job.concurrency }, () => HttpConnection.open(job.port)))
  let latencies: number[] = []
  let next = 0
  let until = 0

  async function worker(connection: HttpConnection): Promise<void> {
    while (performance.now() < until) {
      const request = requests[next++ % requests.length]
      if (!request) return
      const begun = performance.now()
      const status = await connection.send(request)
      if (status !== 200) throw new Error(`The page was answered with ${status}`)
      latencies.push(performance.now() - begun)
    }
  }

  async function run(seconds: number): Promise<number> {
    const begun = performance.now()
    until = begun + seconds * 1_000
    latencies = []
    await Promise.all(connections.map(worker))
    return (performance.now() - begun) / 1_000
  }

  await run(job.warmUpSeconds)
  say('begin')
  const seconds = await run(job.seconds)
  say('end')
  latencies.sort((one, other) => one - other)
  for (const connection of connections) connection.close()
  return { requests: latencies.length, seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
})
