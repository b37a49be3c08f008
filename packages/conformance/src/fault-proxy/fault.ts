/**
 * What a fault-injecting proxy does to one request, instead of passing it on and answering as DynamoDB does.
 *
 * | kind | delivered? | what the client sees |
 * | --- | --- | --- |
 * | `error` | no | an error of DynamoDB, such as `ProvisionedThroughputExceededException`; HTTP 400 unless `status` says otherwise |
 * | `errorAfter` | yes | the same, although the request was carried out; HTTP 500 unless `status` says otherwise |
 * | `cancel` | no | `TransactionCanceledException` with these reasons, one for each step |
 * | `answer` | no | this JSON, with HTTP 200 unless `status` says otherwise |
 * | `clockSkew` | no | a refusal of its signature, by a server whose clock is ahead by so many seconds |
 * | `drop` | no | the connection is reset |
 * | `loseAnswer` | yes | the connection is reset |
 * | `cutAnswer` | yes | half of the answer, then the connection is reset |
 * | `halveAnswer` | yes | half of the answer's bytes, as though they were all |
 * | `hold` | yes, unless `undelivered` | nothing until the fault is released, then the answer, or a reset if `thenLose` |
 * | `holdBack` | all but that many keys or items at the end of a batch | these come back as unprocessed |
 * | `shortPage` | yes | a page of a query or scan that ends after so many items |
 */
export type Fault =
  | { readonly kind: "error"; readonly name: string; readonly status?: number | undefined }
  | { readonly kind: "errorAfter"; readonly name: string; readonly status?: number | undefined }
  | { readonly kind: "cancel"; readonly reasons: readonly string[] }
  | { readonly kind: "answer"; readonly body: unknown; readonly status?: number | undefined }
  | { readonly kind: "clockSkew"; readonly seconds: number }
  | { readonly kind: "drop" }
  | { readonly kind: "loseAnswer" }
  | { readonly kind: "cutAnswer" }
  | { readonly kind: "halveAnswer" }
  | { readonly kind: "hold"; readonly undelivered?: boolean | undefined; readonly thenLose?: boolean | undefined }
  | { readonly kind: "holdBack"; readonly count: number }
  | { readonly kind: "shortPage"; readonly items: number };

/** A request that reached the proxy. */
export interface ProxiedRequest {
  /** DynamoDB's name of the operation: `GetItem`, `TransactWriteItems`, ... */
  readonly operation: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The client's port: the same for all requests that came over one connection. */
  readonly port: number;
  /** Its JSON, parsed. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which requests a fault befalls. */
export interface FaultRule {
  /** Only requests of this operation. Default: of any. */
  readonly operation?: string | undefined;
  /** Only requests for which this is so. */
  readonly where?: ((request: ProxiedRequest) => boolean) | undefined;
  /** How many of them are let through first. Default 0. */
  readonly after?: number | undefined;
  /** How many of them it befalls. Default 1; `Infinity` for all. */
  readonly times?: number | undefined;
}
