export { createObjectStore, type StoreAddress } from './aws-store.ts'
export { createEmbeddedStore, EMBEDDED_BUCKET, type EmbeddedStore } from './embedded-store.ts'
export {
  type ByteRange,
  NoSuchObject,
  type ObjectStore,
  ObjectStoreUnavailable,
  type SignedDownload,
  type SignedUpload
} from './object-store.ts'
