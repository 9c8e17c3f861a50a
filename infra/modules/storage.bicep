// A storage account without keys. Access requires an identity with a role.
@maxLength(24)
param name string
param location string
param tags object
param zoneRedundant bool
param openToInternet bool

@description('Lock against deletion. Tables have no soft delete.')
param guarded bool = false
param tables string[] = []
param queues string[] = []
param containers string[] = []

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: openToInternet ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: openToInternet ? 'Allow' : 'Deny'
    }
    // Account-scoped keys for tables and queues allow customer-managed keys later.
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'

  resource table 'tables' = [
    for each in tables: {
      name: each
    }
  ]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'

  resource queue 'queues' = [
    for each in queues: {
      name: each
    }
  ]
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }

  resource container 'containers' = [
    for each in containers: {
      name: each
      properties: { publicAccess: 'None' }
    }
  ]
}

resource guard 'Microsoft.Authorization/locks@2020-05-01' = if (guarded) {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'The ledger of citizens\' answers. Tables have no soft delete.'
  }
}

output id string = account.id
output name string = account.name
output tableUri string = account.properties.primaryEndpoints.table
output queueUri string = account.properties.primaryEndpoints.queue
output blobUri string = account.properties.primaryEndpoints.blob
