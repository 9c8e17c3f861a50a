// The serverless host on Flex Consumption: .NET 10 isolated, scaled from zero to mostInstances.
param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param dataTableUri string
param dataQueueUri string
param hostBlobUri string
param hostQueueUri string
param hostTableUri string
param packageContainer string
param vaultUri string
param applicationInsightsConnectionString string
param subnetId string
param zoneRedundant bool
param alwaysReady int
param mostInstances int
param publicUrl string
param shortUrl string
param twilioAccountSid string
param twilioApiKeySid string
param twilioRegion string
param twilioEdge string
param country string
param allowedPrefixes string
param keyVersions int[]
param hasPreviousAuthToken bool
param jwtIssuer string
param jwtAudience string

// Without a version, a new value is used within a day or at the next restart.
var secret = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/{0})'

var ring = toObject(
  flatten(map(keyVersions, (version, i) => [
    { name: 'Surveys__Keys__Ring__${i}__Version', value: '${version}' }
    { name: 'Surveys__Keys__Ring__${i}__Secret', value: format(secret, 'ring-${version}') }
  ])),
  setting => setting.name,
  setting => setting.value
)

// An empty setting is omitted, so the platform's default applies.
var optional = toObject(
  filter(
    [
      { name: 'Surveys__ShortUrl', value: shortUrl }
      { name: 'Surveys__Invitations__AllowedPrefixes', value: allowedPrefixes }
      { name: 'Surveys__Twilio__ApiKeySid', value: twilioApiKeySid }
      {
        name: 'Surveys__Twilio__ApiKeySecret'
        value: empty(twilioApiKeySid) ? '' : format(secret, 'twilio-api-key-secret')
      }
      { name: 'Surveys__Twilio__Region', value: twilioRegion }
      { name: 'Surveys__Twilio__Edge', value: twilioEdge }
      {
        name: 'Surveys__Sms__PreviousAuthToken'
        value: hasPreviousAuthToken ? format(secret, 'twilio-auth-token-previous') : ''
      }
      { name: 'Surveys__Access__JwtIssuer', value: jwtIssuer }
      { name: 'Surveys__Access__JwtAudience', value: jwtAudience }
    ],
    setting => !empty(setting.value)
  ),
  setting => setting.name,
  setting => setting.value
)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'surveys' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobUri}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: mostInstances
        alwaysReady: alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: alwaysReady }]
        triggers: { http: { perInstanceConcurrency: 64 } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__blobServiceUri: hostBlobUri
        AzureWebJobsStorage__queueServiceUri: hostQueueUri
        AzureWebJobsStorage__tableServiceUri: hostTableUri
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        AzureWebJobsDisableHomepage: 'true'
        SurveysQueues__queueServiceUri: dataQueueUri
        SurveysQueues__credential: 'managedidentity'
        SurveysQueues__clientId: identityClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
        Surveys__PublicUrl: publicUrl
        Surveys__Storage__TableServiceUri: dataTableUri
        Surveys__Storage__QueueServiceUri: dataQueueUri
        Surveys__Storage__ManagedIdentityClientId: identityClientId
        Surveys__Access__AdminKey: format(secret, 'admin-key')
        Surveys__Country: country
        Surveys__Sms__AuthToken: format(secret, 'twilio-auth-token')
        Surveys__Twilio__AccountSid: twilioAccountSid
      },
      ring,
      optional
    )
  }

  // No publishing passwords: deployments use an identity.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output id string = app.id
output name string = app.name
output hostName string = app.properties.defaultHostName
