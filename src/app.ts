import { createServer, type Server as HttpServer } from 'node:http'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { feathers } from '@feathersjs/feathers'
import { koa, rest } from '@feathersjs/koa'
import socketio from '@feathersjs/socketio'
import koaQs from 'koa-qs'
import { createAccounts } from './actions/accounts.ts'
import { SYNC_TEMPLATES } from './actions/ask-for-templates.ts'
import type { Fact } from './actions/facts.ts'
import { createIdentifier } from './actions/identify.ts'
import { createReceiptKeeper } from './actions/keep-receipts.ts'
import { createLoginThrottle } from './actions/login-throttle.ts'
import { passwords } from './actions/passwords.ts'
import { cursorAt } from './actions/read-feed.ts'
import type { House } from './actions/scope.ts'
import { SHOW_READ } from './actions/show-read.ts'
import type { Channel } from './channels/channel.ts'
import type { Configuration } from './configuration.ts'
import { type Application, aroundApp, guardLookup, ioOf } from './declarations.ts'
import { Refusal } from './model/errors.ts'
import type { ChannelType } from './model/message.ts'
import { mustArriveWithin } from './platform/arrival.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database.ts'
import { createEgress } from './platform/egress.ts'
import { createHeartbeat } from './platform/heartbeat.ts'
import { createHttp, type Http } from './platform/http.ts'
import { createDetour } from './platform/http-detour.ts'
import { createJobs } from './platform/jobs.ts'
import { createOutbox } from './platform/lease-lanes.ts'
import { createLifecycle, type Lifecycle } from './platform/lifecycle.ts'
import type { Log } from './platform/log.ts'
import { createLogReader } from './platform/log-reader.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { createEmbeddedStore, createObjectStore, EMBEDDED_BUCKET } from './platform/object-store/index.ts'
import { createVault, deriveKey } from './platform/secrets.ts'
import { watchSilentConnections } from './platform/silent-connections.ts'
import { createTokens } from './platform/tokens.ts'
import { createUnitOfWork } from './platform/unit-of-work.ts'
import type { Wakeup } from './platform/wakeup.ts'
import { askedMessage } from './services/automations/conditions.schema.ts'
import { contentDoor } from './services/conversation-files/content-door.ts'
import { gauges } from './services/gauges.ts'
import { guardCalls } from './services/guard.ts'
import { httpDoor } from './services/http-door.ts'
import { createPorter } from './services/porter.ts'
import { presenters } from './services/presenters.ts'
import { createRealtime, type Realtime } from './services/realtime.ts'
import { register } from './services/register.ts'
import { definitionsFor } from './services/services.ts'
import { seatSockets } from './services/sockets.ts'
import { createStrangers, STRANGERS_MAY_STAY_MS, type Strangers } from './services/strangers.ts'
import { createPostBox, type PostBox } from './services/webhooks/post-box.ts'
import { createSimulation, type Simulation } from './simulation.ts'
import { createDeliverer } from './workers/deliver.ts'
import { createMediaFetcher } from './workers/fetch-media.ts'
import { createAutomationMatcher } from './workers/match-automations.ts'
import { createMailOpener } from './workers/open-mail.ts'
import { createBulkRunner } from './workers/run-bulk-actions.ts'
import { createErrandRunner } from './workers/run-errands.ts'
import { createExecutionRunner } from './workers/run-executions.ts'
import { createScheduler } from './workers/schedule-automations.ts'
import { showReadAtProvider } from './workers/show-read.ts'
import { createSweeper } from './workers/sweep.ts'
import { syncTemplates } from './workers/sync-templates.ts'
import { createLogTail, type LogTail } from './workers/tail-log.ts'
import { createTimers } from './workers/timers.ts'
import { createLoop, type Worker } from './workers/worker.ts'

/** What an app is made of. Nothing is global, so tests make as many as they like. */
export interface AppOptions {
  readonly configuration: Configuration
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly channels: readonly Channel[]
  /** 32 bytes that everything secret is derived from. */
  readonly masterKey: Buffer
  readonly processId: string
  /** No other process can be at work on this database. */
  readonly alone: boolean
  readonly wakeup: Wakeup
  /** From a call of a provider to the last byte of its answer. Default 15 s. */
  readonly callTimeoutMs?: number
}

export interface App {
  readonly feathers: Application
  readonly house: House
  readonly server: HttpServer
  readonly lifecycle: Lifecycle
  readonly realtime: Realtime
  readonly postBox: PostBox
  readonly workers: readonly Worker[]
  readonly http: Http
  readonly metrics: Metrics
  readonly simulation: Simulation
  listen(port: number, host: string): Promise<number>
}

const ERRANDS = {
  [SYNC_TEMPLATES]: syncTemplates,
  [SHOW_READ]: showReadAtProvider
}

const HEAD_EVERY_MS = 15_000
const CALL_TIMEOUT_MS = 15_000
const ARRIVAL_MS = 30_000
const UPLOAD_MS = 15 * 60_000
const MOST_ANSWER_BYTES = 1024 * 1024
const GRACE_MS = 8_000
const SWEEP_MS = 50
const USHER_MS = 1_000

/** Puts the house together, in the order in which things depend on each other. Nothing listens and nothing runs yet. */
export function buildApp(options: AppOptions): App {
  const { configuration, database, clock, log, wakeup, processId } = options
  const metrics = createMetrics()
  const lifecycle = createLifecycle({ log, graceMs: GRACE_MS })
  const unitOfWork = createUnitOfWork(database, error => log.error({ err: error }, 'an effect after commit failed'))
  const vault = createVault([{ id: 'k1', key: deriveKey(options.masterKey, 'vault') }])
  const tokens = createTokens({ secret: deriveKey(options.masterKey, 'tokens'), issuer: 'parley', audience: 'parley' })
  const identifier = createIdentifier({
    database,
    tokens,
    clock,
    onError: error => log.warn({ err: error }, 'the last use of a key was not noted')
  })
  const bucket = configuration.s3?.bucket ?? EMBEDDED_BUCKET
  const realtime = createRealtime(presenters(configuration.publicUrl, bucket), log)
  const workers = new Map<string, Worker>()
  const limits = {
    timeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    maxBytes: MOST_ANSWER_BYTES,
    isInsideTransaction: unitOfWork.isInside
  }
  const http = createDetour(
    createHttp({ ...limits, egress: createEgress({ allow: [...configuration.egressAllow] }) }),
    {
      ...limits,
      prefixes: () => ['/simulator/whatsapp/', '/webhooks/'].map(place => configuration.publicUrl + place),
      here: () => (configuration.roles.includes('api') ? addressOf(server) : null)
    }
  )

  const origins = [new URL(configuration.publicUrl).origin, ...configuration.corsOrigins]
  const embeddedStore = createEmbeddedStore({
    directory: join(configuration.dataDir, 'files'),
    masterKey: options.masterKey,
    origins,
    onError: error => log.error({ err: error }, 'the embedded object store failed')
  })
  const store = createObjectStore({
    address: () => configuration.s3 ?? embeddedStore.address(),
    isInsideTransaction: unitOfWork.isInside
  })

  const house: House = {
    database,
    unitOfWork,
    clock,
    log,
    vault,
    accounts: createAccounts(unitOfWork, vault),
    web: http,
    store,
    bucket,
    fileQuota: configuration.fileQuotaMb * 1024 * 1024,
    publicUrl: configuration.publicUrl,
    identifier,
    desk: { database, clock, tokens, passwords, throttle: createLoginThrottle(database, clock) },
    signup: configuration.signup,
    seats: realtime,
    messages: askedMessage,
    channel: type => channelIn(options.channels, type),
    speaks: type => options.channels.some(channel => channel.name === type),
    announce(facts) {
      realtime.announce(facts)
      for (const { event } of facts) hear(event)
      wakeup.notify()
      workers.get('match-automations')?.wake()
    },
    tellTyping: realtime.tellTyping,
    tellRead: realtime.tellRead,
    wake(name) {
      const own = workers.get(name)
      if (own) own.wake()
      else wakeup.notify()
    }
  }

  /** Whoever lost a right is forgotten and sent away; a channel that changed is read anew. */
  function hear(event: Fact['event']): void {
    identifier.hear(event)
    if (event.type.startsWith('channel.')) {
      house.accounts.forget(event.organization_id, Number(event.data['id']))
      simulation.forget()
    }
    if (event.type === 'organization.updated') house.accounts.forget(event.organization_id)
    realtime.enforce(event)
  }

  const app = koa(feathers()) as Application
  // The second call overrides the first: arrays of queries stay arrays up to 200 items. Among plain objects a key such
  // as `constructor` is one like any other, and refused; elsewhere it would be dropped, and the rest answered.
  koaQs(app as never, 'extended', { arrayLimit: 200, depth: 6, parameterLimit: 1_000, plainObjects: true } as never)
  guardLookup(app)
  const definitions = definitionsFor(options.channels)
  httpDoor(app, { configuration, house, lifecycle, metrics, definitions })
  contentDoor(app)
  app.configure(rest() as never)
  const porter = createPorter({ identifier, clock, ratePerMinute: configuration.ratePerMinute })
  const strangers = createStrangers(clock)
  app.configure(
    socketio(
      {
        transports: ['websocket', 'polling'],
        maxHttpBufferSize: 262_144,
        pingInterval: 25_000,
        pingTimeout: 20_000,
        perMessageDeflate: false,
        connectTimeout: STRANGERS_MAY_STAY_MS,
        cors: { origin: origins },
        serveClient: false
      },
      io => seatSockets(io, { app, house, realtime, porter, strangers, configuration })
    ) as never
  )
  gauges(metrics, house, () => ioOf(app)?.sockets.sockets.size ?? 0)
  aroundApp(app, guardCalls({ log, metrics }))
  for (const definition of definitions) register(app, house, porter, definition)

  const works = configuration.roles.includes('worker')
  const mail = createMailOpener(house, processId)
  const deliverer = createDeliverer(house, createOutbox(database), request => http.request(request), processId)
  const fetcher = createMediaFetcher(house, createJobs(database), http, processId)
  const errands = createErrandRunner(house, createJobs(database), ERRANDS, processId)
  const tail = createLogTail(house, { hasAnnounced: realtime.hasAnnounced, announce: realtime.announce, hear })
  const postBox = createPostBox(house, works ? mail.bring : createReceiptKeeper(house))
  const workshop = [
    mail,
    deliverer,
    fetcher,
    errands,
    createBulkRunner(house, createJobs(database), processId),
    createTimers(house),
    createScheduler(house),
    createExecutionRunner(house, createJobs(database), processId),
    createAutomationMatcher(house, createLogReader(database, 'automations', processId)),
    createSweeper(house, () => (configuration.s3 ? Promise.resolve() : embeddedStore.sweep()))
  ]
  if (works) for (const worker of workshop) workers.set(worker.name, worker)
  for (const worker of [tail, usher(house, strangers)]) workers.set(worker.name, worker)
  wakeup.onWake(() => {
    for (const worker of workers.values()) worker.wake()
  })

  const simulation = createSimulation({ house, configuration, http })
  const { simulator } = simulation
  if (configuration.roles.includes('api')) workers.set(simulator.name, simulator)

  const callback = app.callback()
  const server = createServer((request, response) => {
    if (!configuration.s3 && embeddedStore.handle(request, response)) return
    mustArriveWithin(ARRIVAL_MS, request)
    if (postBox.handle(request, response) || simulator.handle(request, response)) return
    void callback(request, response)
  })
  const silent = watchSilentConnections(server)
  // The files of people with slow lines; all else has less time to arrive.
  server.requestTimeout = UPLOAD_MS
  server.headersTimeout = 10_000
  server.keepAliveTimeout = 65_000

  lifecycle.addCheck('database', () => database.query({ text: 'select 1' }))
  lifecycle.add(
    createHeartbeat({
      database,
      processId,
      alone: options.alone,
      onError: error => log.warn({ err: error }, 'the others are not told that this process lives')
    })
  )
  lifecycle.add({ name: 'sockets', start: () => app.setup(server) })
  for (const worker of workers.values())
    lifecycle.add({ name: worker.name, start: () => worker.start(), stop: () => worker.stop() })
  lifecycle.add({ name: 'wake-up', start: () => wakeup.start(), stop: () => wakeup.stop() })
  lifecycle.add(headTeller(house, realtime, tail))
  lifecycle.add({ name: 'http', stop: () => close(server, app, [simulator, silent]) })

  return {
    feathers: app,
    house,
    server,
    lifecycle,
    realtime,
    postBox,
    http,
    metrics,
    simulation,
    workers: [...workers.values()],
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          const address = server.address()
          const taken = typeof address === 'object' && address ? address.port : port
          const own = `http://${reachableFromHere(host)}:${taken}`
          const isOpen = new URL(configuration.publicUrl).port !== '0'
          embeddedStore.listensAt(own, isOpen ? configuration.publicUrl : own)
          resolve(taken)
        })
      })
  }
}

function reachableFromHere(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Where a server listens, as this machine reaches it; null: not yet. */
function addressOf(server: HttpServer): URL | null {
  const address = server.address()
  if (typeof address !== 'object' || address === null) return null
  const host = address.address === '0.0.0.0' ? '127.0.0.1' : address.address === '::' ? '::1' : address.address
  return new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${address.port}`)
}

function channelIn(channels: readonly Channel[], type: ChannelType): Channel {
  const channel = channels.find(each => each.name === type)
  if (!channel)
    throw new Refusal('channel_not_available', { message: `Channels of type ${type} cannot be connected yet.` })
  return channel
}

/**
 * Tells every socket how far it was told everything. It is the tail's place: the log may be at rest beyond it, and
 * whoever went on from there would miss what another process did and this one has not made live.
 */
function headTeller(house: House, realtime: Realtime, tail: LogTail) {
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'feed-head',
    start() {
      timer = setInterval(() => {
        const position = tail.position()
        if (!position) return
        cursorAt(house, position).then(realtime.tellHead, error =>
          house.log.warn({ err: error }, 'the head of the feed is not known')
        )
      }, HEAD_EVERY_MS)
    },
    stop: () => clearInterval(timer)
  }
}

/** Shows the door to sockets that do not sign in. */
function usher({ log }: House, strangers: Strangers): Worker {
  return createLoop({
    name: 'usher',
    work: async () => strangers.sendAway(),
    pollMs: USHER_MS,
    onError: error => log.error({ err: error }, 'strangers stay')
  })
}

/**
 * No new requests; those under way end. Sockets lose the line and are not told to leave, so that stock clients come back by
 * themselves, to whoever serves then.
 */
function close(server: HttpServer, app: Application, others: readonly { hangUp(): void }[]): Promise<void> {
  return new Promise(resolve => {
    // Connections that are kept alive become idle one by one.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    server.close(() => {
      clearInterval(sweep)
      resolve()
    })
    ioOf(app)?.engine.close()
    for (const each of others) each.hangUp()
  })
}
