import type { CancellationReason } from "@aws-sdk/client-dynamodb";
import type { ErrorCode, StepFailure } from "@dystore/core/adapter";

/**
 * What a failed request means, whatever it was.
 *
 * | kind | was it carried out? | repeated |
 * | --- | --- | --- |
 * | `refused` | no, and it never will be | no |
 * | `throttled` | no, not now | yes |
 * | `skewed` | no: the clock was off, and the SDK has set it right since | yes |
 * | `unsent` | no: it never reached DynamoDB | a few times |
 * | `unknown` | maybe: the answer was lost, or DynamoDB itself is not sure | only what does no harm twice |
 */
export interface Failure {
  readonly kind: "refused" | "throttled" | "skewed" | "unsent" | "unknown";
  /** What to report if this is the last word. */
  readonly code: ErrorCode;
  /** The error's name, as AWS or Node.js gives it. */
  readonly name: string;
  readonly requestId?: string | undefined;
  /** Of a cancelled transaction: the steps that were at fault. */
  readonly steps?: readonly StepFailure[] | undefined;
}

/** What may stand in an error that the SDK throws. Nothing of it is sure: middleware and handlers may be the user's. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly clockSkewCorrected?: boolean;
  };
  readonly CancellationReasons?: readonly CancellationReason[];
}

// Names from DynamoDB's developer guide ("Error handling") and API reference, and from "Common Errors" of AWS' services.
const refusals: { readonly [name: string]: ErrorCode } = {
  ConditionalCheckFailedException: "CONFLICT",
  ResourceNotFoundException: "TABLE_NOT_FOUND",
  TableNotFoundException: "TABLE_NOT_FOUND",
  ItemCollectionSizeLimitExceededException: "ITEM_TOO_LARGE",
  IdempotentParameterMismatchException: "INVALID",
  ValidationException: "INVALID",
  AccessDeniedException: "ACCESS_DENIED",
  CredentialsProviderError: "ACCESS_DENIED",
  ExpiredTokenException: "ACCESS_DENIED",
  IncompleteSignatureException: "ACCESS_DENIED",
  InvalidClientTokenId: "ACCESS_DENIED",
  InvalidSignatureException: "ACCESS_DENIED",
  MissingAuthenticationTokenException: "ACCESS_DENIED",
  NotAuthorized: "ACCESS_DENIED",
  OptInRequired: "ACCESS_DENIED",
  RequestExpired: "ACCESS_DENIED",
  RequestTimeTooSkewed: "ACCESS_DENIED",
  SignatureDoesNotMatch: "ACCESS_DENIED",
  TokenProviderError: "ACCESS_DENIED",
  UnrecognizedClientException: "ACCESS_DENIED",
};

const throttles: ReadonlySet<string> = new Set([
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  // Another Region of a global table with strong consistency is writing the item.
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  // A transaction holds the item: the write was rejected.
  "TransactionConflictException",
]);

const skews: ReadonlySet<string> = new Set([
  "InvalidSignatureException",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

// No address, no connection, or no trust in who answered: the request never left.
const unsent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_TLS_\w+|CERT_\w+|\w+_CERT\w*)$/;

const reasons: { readonly [code: string]: ErrorCode } = {
  ConditionalCheckFailed: "CONFLICT",
  ItemCollectionSizeLimitExceeded: "ITEM_TOO_LARGE",
  ValidationError: "INVALID",
  AccessDenied: "ACCESS_DENIED",
  ResourceNotFound: "TABLE_NOT_FOUND",
  TransactionConflict: "THROTTLED",
  ProvisionedThroughputExceeded: "THROTTLED",
  ThrottlingError: "THROTTLED",
};

/** Judges an error by its name, its code or its HTTP status; never by its text. */
export function judge(error: unknown): Failure {
  const { name = "Error", code, syscall, $metadata, CancellationReasons }: SdkError = isObject(error) ? error : {};
  const said = { name, requestId: $metadata?.requestId };

  if (name === "TransactionCanceledException") return { ...said, ...judgeCancellation(CancellationReasons ?? []) };
  if (skews.has(name) && $metadata?.clockSkewCorrected) return { ...said, kind: "skewed", code: "ACCESS_DENIED" };
  if (throttles.has(name)) return { ...said, kind: "throttled", code: "THROTTLED" };
  const refusal = Object.hasOwn(refusals, name) ? refusals[name] : undefined;
  if (refusal) return { ...said, kind: "refused", code: refusal };
  // An earlier request under this token is still at work; what becomes of it is not known yet.
  if (name === "TransactionInProgressException") return { ...said, kind: "unknown", code: "UNAVAILABLE" };

  const status = $metadata?.httpStatusCode;
  if (status === undefined && code !== undefined && (syscall === "connect" || unsent.test(code))) {
    return { name: code, kind: "unsent", code: "UNAVAILABLE" };
  }
  if (status === 429) return { ...said, kind: "throttled", code: "THROTTLED" };
  // DynamoDB takes no request of more than 16 MB, which some items become on the wire.
  if (status === 413) return { ...said, kind: "refused", code: "ITEM_TOO_LARGE" };
  if (status === 401 || status === 403) return { ...said, kind: "refused", code: "ACCESS_DENIED" };
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) {
    return { ...said, kind: "refused", code: "INVALID" };
  }
  // Among others HTTP 500, of which the developer guide says that a write "may have succeeded or failed".
  return { ...said, name: code ?? name, kind: "unknown", code: "UNAVAILABLE" };
}

/** A transaction is cancelled as a whole, with a reason for each of its steps, in their order. */
function judgeCancellation(list: readonly CancellationReason[]): Pick<Failure, "kind" | "code" | "steps"> {
  const steps: StepFailure[] = [];
  list.forEach((reason, index) => {
    const name = reason.Code ?? "None";
    if (name === "None") return;
    steps.push({ index, code: (Object.hasOwn(reasons, name) && reasons[name]) || "UNAVAILABLE" });
  });
  const code = (["CONFLICT", "INVALID", "ITEM_TOO_LARGE", "ACCESS_DENIED", "TABLE_NOT_FOUND"] as const).find(
    (candidate) => steps.some((step) => step.code === candidate),
  );
  // Where nothing but contention or capacity stood in its way, nothing was written and it may succeed the next time.
  return code ? { kind: "refused", code, steps } : { kind: "throttled", code: "THROTTLED", steps };
}

function isObject(value: unknown): value is SdkError {
  return typeof value === "object" && value !== null;
}
