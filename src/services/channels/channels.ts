import { defineService } from '../define-service.ts'
import { Channels } from './channels.class.ts'
import { channelDataSchema, channelPatchSchema, channelResource } from './channels.schema.ts'

export const channels = defineService({
  path: 'channels',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'admin', write: 'admin' },
  resource: channelResource,
  data: { create: channelDataSchema, patch: channelPatchSchema },
  class: Channels
})
