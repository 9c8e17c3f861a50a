// Secrets: key ring, Twilio's token and API key, bootstrap admin key. Values are set by hand, never by a deployment.
@maxLength(24)
param name string
param location string
param tags object
param openToInternet bool
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { family: 'A', name: 'standard' }
    tenantId: tenant().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Without the key ring, phone numbers, links and opt-outs cannot be read.
    enablePurgeProtection: true
    publicNetworkAccess: openToInternet ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: openToInternet ? 'Allow' : 'Deny'
    }
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
