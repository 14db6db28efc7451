// The API's nouns, named once and derived from the operations, so that they follow the document whatever it calls its schemas.
import type {
  CreateClientData,
  GetClientResponse,
  GetSessionResponse,
  GetTenantResponse,
  GetTestSignInResponse,
  ListAttemptsResponse,
  ListClientProfilesResponse,
  ListConnectionsResponse,
  ListKeysResponse,
  ListLogoutDeliveriesResponse,
  ListRegistrationTokensResponse,
  ListResourcesResponse,
  UpdateClientData,
  UpdateTenantData,
} from "@alias/sdk";

export type Session = GetSessionResponse;
export type Tenant = GetTenantResponse;
export type TenantChange = UpdateTenantData["body"];
export type RegistrationToken = ListRegistrationTokensResponse["items"][number];
export type Client = GetClientResponse;
export type ClientSecret = Client["secrets"][number];
export type ClientProfile = ListClientProfilesResponse["items"][number];
export type NewClient = CreateClientData["body"];
export type ClientChange = UpdateClientData["body"];
export type Resource = ListResourcesResponse["items"][number];
export type Connection = ListConnectionsResponse["items"][number];
export type LogoutDelivery = ListLogoutDeliveriesResponse["items"][number];
export type Attempt = ListAttemptsResponse["items"][number];
export type Key = ListKeysResponse["items"][number];
export type TestSignIn = GetTestSignInResponse;
