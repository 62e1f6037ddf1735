import { defineService } from '../define-service.ts'
import { S3UrlSigning } from './s3-url-signing.class.ts'
import { uploadDataSchema, uploadResource } from './s3-url-signing.schema.ts'

export const s3UrlSigning = defineService({
  path: 's3-url-signing',
  methods: ['create'],
  policy: { write: 'agent' },
  resource: uploadResource,
  data: { create: uploadDataSchema },
  class: S3UrlSigning
})
