import { defineService } from '../define-service.ts'
import { ChannelVerification } from './channel-verification.class.ts'
import { verificationResource, verificationSchema } from './channel-verification.schema.ts'

export const channelVerification = defineService({
  path: 'channels/:id/verify',
  methods: ['create'],
  policy: { write: 'admin' },
  resource: verificationResource,
  data: { create: verificationSchema },
  route: ['id'],
  class: ChannelVerification
})
