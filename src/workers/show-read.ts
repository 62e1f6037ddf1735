import { act, type House } from '../actions/scope.ts'
import { number, record, text } from '../channels/reading.ts'
import { finishJob, type Job } from '../platform/jobs.ts'

/** Gives a customer the ticks of a message that was read, unless the channel's settings say otherwise. Nobody tries twice. */
export async function showReadAtProvider(house: House, job: Job): Promise<void> {
  const { organization_id } = job
  const payload = record(job.payload)
  const channel = await house.accounts.byId(organization_id, number(payload['channel_id']) ?? 0)
  await act(house, { kind: 'system', organization_id, name: 'show-read' }, scope => finishJob(scope.tx, job))
  if (!channel?.active || channel.deleted || channel.account.settings['read_marks'] === false) return

  const request = house
    .channel(channel.channel_type)
    .readMark?.(text(payload['provider_message_id']) ?? '', channel.account)
  if (!request) return
  const { status } = await house.web.request(request)
  if (status !== 200) house.log.warn({ channel_id: channel.id, status }, 'a customer is not shown that they were read')
}
