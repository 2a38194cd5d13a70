import { element } from './xml.ts';
import type { XmlValue } from './xml.ts';

export type Service = 'ec2' | 'sts' | 'ssm' | 'ec2-instance-connect';

/** Who signed the call. */
export interface Caller {
  readonly account: string;
  readonly accessKeyId: string;
  readonly arn: string;
  readonly userId: string;
  /** Set for a long-lived user, absent for an assumed role. */
  readonly user?: string;
}

/** One call after dispatch and signature check. */
export interface Call {
  readonly service: Service;
  readonly action: string;
  readonly region: string;
  readonly caller: Caller;
  /** Form parameters (EC2, STS). */
  readonly form: URLSearchParams;
  /** JSON body (SSM, EC2 Instance Connect). */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** An error that goes over the wire in the shape of the service that raised it. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const namespaces = { ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/', sts: 'https://sts.amazonaws.com/doc/2011-06-15/' } as const;
const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function ec2Answer(action: string, requestId: string, body: Readonly<Record<string, XmlValue>>): Answer {
  const inner =
    element('requestId', requestId) +
    Object.entries(body)
      .map(([name, value]) => element(name, value))
      .join('');
  return {
    status: 200,
    type: 'text/xml;charset=UTF-8',
    body: `${xmlHead}<${action}Response xmlns="${namespaces.ec2}">${inner}</${action}Response>`,
  };
}

export function stsAnswer(action: string, requestId: string, body: Readonly<Record<string, XmlValue>>): Answer {
  const inner = element(`${action}Result`, body, 'member') + element('ResponseMetadata', { RequestId: requestId });
  return { status: 200, type: 'text/xml', body: `<${action}Response xmlns="${namespaces.sts}">${inner}</${action}Response>` };
}

export function jsonAnswer(body: unknown, status = 200): Answer {
  return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

export function errorAnswer(service: Service, requestId: string, error: ApiError): Answer {
  const { code, message, status } = error;
  if (service === 'ec2') {
    const body = element('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId });
    return { status, type: 'text/xml;charset=UTF-8', body: xmlHead + body };
  }
  if (service === 'sts') {
    const type = status >= 500 ? 'Receiver' : 'Sender';
    const inner = element('Error', { Type: type, Code: code, Message: message }) + element('RequestId', requestId);
    return { status, type: 'text/xml', body: `<ErrorResponse xmlns="${namespaces.sts}">${inner}</ErrorResponse>` };
  }
  return jsonAnswer({ __type: code, Message: message, message }, status);
}

/** `Prefix.1`, `Prefix.2` … in numeric order. */
export function formList(form: URLSearchParams, prefix: string): string[] {
  const found: { at: number; value: string }[] = [];
  for (const [name, value] of form) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const at = Number(name.slice(prefix.length + 1));
    if (Number.isInteger(at)) found.push({ at, value });
  }
  return found.sort((a, b) => a.at - b.at).map((entry) => entry.value);
}

export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

export function formFilters(form: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  for (let n = 1; form.has(`Filter.${n}.Name`); n++) {
    filters.push({ name: form.get(`Filter.${n}.Name`) ?? '', values: formList(form, `Filter.${n}.Value`) });
  }
  return filters;
}
