// The API's nouns, named once and derived from the operations, so that they follow the document whatever it calls its schemas.
import type {
  CreateClientData,
  GetClientResponse,
  GetSessionResponse,
  GetTenantResponse,
  GetTestSignInResponse,
  ListAttemptsResponse,
  ListKeysResponse,
  UpdateClientData,
} from "@alias/sdk";

export type Session = GetSessionResponse;
export type Tenant = GetTenantResponse;
export type Client = GetClientResponse;
export type ClientSecret = Client["secrets"][number];
export type NewClient = CreateClientData["body"];
export type ClientChange = UpdateClientData["body"];
export type Attempt = ListAttemptsResponse["items"][number];
export type Key = ListKeysResponse["items"][number];
export type TestSignIn = GetTestSignInResponse;
