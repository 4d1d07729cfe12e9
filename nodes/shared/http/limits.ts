/** Requests to one server at the same time from this process, however many workflows run, unless the credential says otherwise: a server with threads is not flooded. */
export const REQUESTS_AT_ONCE = 32;
/** Most that a credential may say. */
export const MOST_REQUESTS_AT_ONCE = 256;
