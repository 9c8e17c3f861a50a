// The platform in one resource group: storage, the serverless host and its identity, secrets, telemetry, alerts.
targetScope = 'subscription'

@description('Name of the environment, such as surveys-dev. Part of each resource name.')
@minLength(3)
@maxLength(20)
param environmentName string

@description('Region of all resources. Data do not leave it (data residency).')
param location string

@description('dev: scales to zero, open network. production: zone-redundant, private endpoints, lock on the data.')
@allowed(['dev', 'production'])
param stage string

@description('The address in links and signatures, such as https://surveys.gov.example.')
param publicUrl string

@description('Text before the code in a message, such as gov.kz/s/. Empty: publicUrl and /s/.')
param shortUrl string = ''

@description('Twilio account: AC and 32 hexadecimal digits.')
param twilioAccountSid string

@description('API key of that account: SK and 32 hexadecimal digits. Empty: the auth token is used.')
param twilioApiKeySid string = ''

@description('Twilio region of the data, such as ie1. Empty: the United States.')
param twilioRegion string = ''

@description('Where requests enter Twilio\'s network, such as dublin. Empty: the nearest.')
param twilioEdge string = ''

@description('Home country: the code of a file in src/Surveys/Countries.')
param country string = 'kz'

@description('Allowed beginnings of phone numbers, separated by commas. Empty: those of the home country.')
param allowedPrefixes string = ''

@description('Versions of the key ring. The first is for new data, the others read old data. Secret: ring-VERSION.')
param keyVersions int[] = [1]

@description('Whether the vault has the previous auth token, which is accepted during a change.')
param hasPreviousAuthToken bool = false

@description('Issuer (authority) of accepted JWTs. Empty: none are accepted.')
param jwtIssuer string = ''

@description('Required audience of a JWT.')
param jwtAudience string = ''

@description('Instances and storage in several availability zones.')
param zoneRedundant bool = stage == 'production'

@description('Storage and vault accept requests from the platform\'s own network only.')
param privateEndpoints bool = stage == 'production'

@description('Always-ready instances for HTTP requests: no cold start. Zone redundancy needs two.')
@minValue(0)
param alwaysReady int = stage == 'production' ? 2 : 0

@description('Maximum number of instances. It limits the cost of a flood of requests.')
@minValue(1)
@maxValue(1000)
param mostInstances int = stage == 'production' ? 100 : 40

@description('E-mail address for alerts.')
param alertEmail string

@description('Monthly budget in the subscription\'s currency. E-mail at 80 % and when the forecast exceeds it.')
@minValue(1)
param monthlyBudget int

@description('First day of the month in which the budget starts. It cannot be changed later.')
param budgetStart string

var tags = {
  'azd-env-name': environmentName
  stage: stage
}
var suffix = take(uniqueString(subscription().subscriptionId, environmentName, location), 6)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${environmentName}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: environmentName
    location: location
    tags: tags
    retentionDays: stage == 'production' ? 90 : 30
    dailyCapGb: stage == 'production' ? 10 : 1
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    name: 'vnet-${environmentName}'
    location: location
    tags: tags
  }
}

@description('Storage of the platform: tables and queues.')
module dataStorage 'modules/storage.bicep' = {
  name: 'data-storage'
  scope: group
  params: {
    name: 'stdata${suffix}${take(toLower(replace(environmentName, '-', '')), 12)}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    openToInternet: !privateEndpoints
    guarded: stage == 'production'
    tables: ['ledger', 'work', 'scores', 'services', 'keys', 'links', 'contacts', 'savings']
    queues: ['send', 'fold', 'send-poison', 'fold-poison']
  }
}

@description('Storage of the Functions runtime: its package, locks of timers.')
module hostStorage 'modules/storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    name: 'sthost${suffix}${take(toLower(replace(environmentName, '-', '')), 12)}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    openToInternet: !privateEndpoints
    containers: ['app-package']
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-${suffix}-${take(environmentName, 12)}'
    location: location
    tags: tags
    openToInternet: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    dataStorageId: dataStorage.outputs.id
    hostStorageId: hostStorage.outputs.id
    vaultId: vault.outputs.id
  }
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
    dataStorageName: dataStorage.outputs.name
    hostStorageName: hostStorage.outputs.name
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
  }
}

module app 'modules/app.bicep' = {
  scope: group
  // Roles and private endpoints must exist before the first start.
  dependsOn: [access, endpoints]
  params: {
    name: 'func-${environmentName}-${suffix}'
    planName: 'plan-${environmentName}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    dataTableUri: dataStorage.outputs.tableUri
    dataQueueUri: dataStorage.outputs.queueUri
    hostBlobUri: hostStorage.outputs.blobUri
    hostQueueUri: hostStorage.outputs.queueUri
    hostTableUri: hostStorage.outputs.tableUri
    packageContainer: 'app-package'
    vaultUri: vault.outputs.uri
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    subnetId: network.?outputs.?appSubnetId ?? ''
    zoneRedundant: zoneRedundant
    alwaysReady: alwaysReady
    mostInstances: mostInstances
    publicUrl: publicUrl
    shortUrl: shortUrl
    twilioAccountSid: twilioAccountSid
    twilioApiKeySid: twilioApiKeySid
    twilioRegion: twilioRegion
    twilioEdge: twilioEdge
    country: country
    allowedPrefixes: allowedPrefixes
    keyVersions: keyVersions
    hasPreviousAuthToken: hasPreviousAuthToken
    jwtIssuer: jwtIssuer
    jwtAudience: jwtAudience
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    email: alertEmail
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    appId: app.outputs.id
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output SURVEYS_APP_NAME string = app.outputs.name
output SURVEYS_HOST_NAME string = app.outputs.hostName
output SURVEYS_DATA_ACCOUNT string = dataStorage.outputs.name
