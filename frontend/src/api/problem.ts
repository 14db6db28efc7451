import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

type FieldProblem = { location: string; message: string };

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** A refusal of the management API (RFC 9457), or a request that never arrived (status 0). */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The stable code, such as "not_found". */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly correlationId: string | undefined;
  readonly fields: readonly FieldProblem[];

  constructor(parts: {
    status: number;
    code: string;
    title: string;
    detail: string;
    correlationId?: string | undefined;
    fields?: readonly FieldProblem[];
  }) {
    super(`${parts.code}: ${parts.title}`);
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.detail = parts.detail;
    this.correlationId = parts.correlationId;
    this.fields = parts.fields ?? [];
  }

  /** Makes a problem from whatever was thrown or answered. Unknown things are described without being repeated. */
  static from(error: unknown, response?: Response): ApiProblem {
    if (error instanceof ApiProblem) return error;
    const body: Record<string, unknown> = typeof error === "object" && error !== null && !(error instanceof Error) ? { ...error } : {};
    const status = response?.status ?? 0;
    if (!response) {
      return new ApiProblem({
        status: 0,
        code: "unreachable",
        title: "Alias could not be reached",
        detail: "Alias could not be reached. Check your connection, then try again.",
      });
    }
    const fields = Array.isArray(body["errors"])
      ? body["errors"].flatMap((entry: unknown) => {
          const field: Record<string, unknown> = typeof entry === "object" && entry !== null ? { ...entry } : {};
          const location = text(field["location"]);
          const message = text(field["message"]);
          return location && message ? [{ location, message }] : [];
        })
      : [];
    const title = text(body["title"]) ?? (status >= 500 ? "Something went wrong on our side" : "The request was refused");
    return new ApiProblem({
      status,
      code: text(body["code"]) ?? "unexpected",
      title,
      detail: text(body["detail"]) ?? (status >= 500 ? `${title}. It is not your fault; trying again may help.` : `${title}.`),
      correlationId: text(body["instance"]) ?? text(response.headers.get("X-Correlation-Id")),
      fields,
    });
  }
}

/** "body.redirect_uris[0]" in the API's words is "redirect_uris.0" in a form's. */
export function fieldPath(location: string): string {
  return location.replace(/^body\.?/, "").replace(/\[(\d+)\]/g, ".$1");
}

/**
 * Shows a refusal in a form: each field's message at its field, and whatever belongs to no field at the form's root, with the
 * correlation ID. `rename` maps an API field to a form field of another name. Answers the fields that have a message.
 */
export function showInForm<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  rename: Record<string, Path<Values>> = {},
): Path<Values>[] {
  const problem = ApiProblem.from(error);
  const values: Record<string, unknown> = form.getValues();
  const placed: Path<Values>[] = [];
  for (const field of problem.fields) {
    const path = fieldPath(field.location);
    const head = path.split(".")[0] ?? "";
    const name = rename[head] ?? rename[path] ?? path;
    if (!((String(name).split(".")[0] ?? "") in values)) continue;
    // The name was just found among the form's own fields.
    form.setError(name as Path<Values>, { type: "server", message: field.message }, { shouldFocus: placed.length === 0 });
    placed.push(name as Path<Values>);
  }
  if (placed.length < Math.max(problem.fields.length, 1)) {
    const rest = placed.length > 0 ? "Some of what was refused is not on this form." : problem.detail;
    form.setError("root", { type: "server", message: problem.correlationId ? `${rest} (Correlation ID ${problem.correlationId})` : rest });
  }
  return placed;
}
