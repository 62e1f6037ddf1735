import assert from 'node:assert/strict'
import { createMetrics } from './metrics.ts'

describe('Metrics', () => {
  it('tell how long calls took', async () => {
    const metrics = createMetrics()
    metrics.serviceCall({ path: 'things', method: 'find', transport: 'socketio', code: '429' }, 0.3)
    const { contentType, body } = await metrics.render()
    assert.match(contentType, /^text\/plain/)
    const labels = 'path="things",method="find",transport="socketio",code="429"'
    assert.ok(body.includes(`parley_service_call_seconds_bucket{le="0.25",${labels}} 0\n`))
    assert.ok(body.includes(`parley_service_call_seconds_bucket{le="0.5",${labels}} 1\n`))
    assert.ok(body.includes(`parley_service_call_seconds_count{${labels}} 1\n`))
  })

  it('count up under one name', async () => {
    const metrics = createMetrics()
    metrics.count('refusals_total', 'Refused')
    metrics.count('refusals_total', 'Refused', 2)
    assert.match((await metrics.render()).body, /^refusals_total 3$/m)
  })

  it('ask for a gauge each time they are read', async () => {
    let size = 1
    const metrics = createMetrics()
    metrics.gauge('queue_size', 'Waiting', () => size)
    metrics.gauge('queue_age', 'Oldest', async () => size * 10)
    assert.match((await metrics.render()).body, /^queue_size 1$/m)
    size = 2
    const { body } = await metrics.render()
    assert.match(body, /^queue_size 2$/m)
    assert.match(body, /^queue_age 20$/m)
  })

  it('are told even when one of their sources fails or hangs', async () => {
    const metrics = createMetrics({ readTimeoutMs: 10 })
    metrics.gauge('broken', 'Fails', () => Promise.reject(new Error('no')))
    metrics.gauge('thrown', 'Throws', () => {
      throw new Error('no')
    })
    metrics.gauge('hung', 'Hangs', () => new Promise(() => {}))
    metrics.gauge('whole', 'Works', () => 7)
    const { body } = await metrics.render()
    for (const line of [/^broken Nan$/im, /^thrown Nan$/im, /^hung Nan$/im, /^whole 7$/m]) assert.match(body, line)
  })

  it('of one app are strangers to those of another', async () => {
    const [one, other] = [createMetrics(), createMetrics()]
    one.gauge('mine', 'Mine', () => 1)
    assert.match((await one.render()).body, /^mine 1$/m)
    assert.doesNotMatch((await other.render()).body, /^mine/m)
  })

  it('know the process', async () => {
    const { body } = await createMetrics().render()
    assert.match(body, /^process_resident_memory_bytes \d+$/m)
    assert.match(body, /^nodejs_eventloop_lag_seconds /m)
  })
})
