using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Audit;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Integrity;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Pages;
using Surveys.Pages.Dashboards;
using Surveys.Privacy;
using Surveys.Publication;
using Surveys.Savings;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Storage;

namespace Surveys;

/// <summary>Registers the services of the platform, which are the same in both hosts and in tests.</summary>
public static class Platform
{
    /// <summary>
    /// Adds all services except <c>ISmsSender</c>, which each host adds.
    /// </summary>
    public static IServiceCollection AddSurveys(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddValidated<SurveysOptions>(services, configuration, SurveysOptions.Section)
            .Validate<CountryCatalog>(
                (options, countries) =>
                    countries.Find(options.Country) is { } country
                    && ServiceSettings.Languages.Contains(country.DefaultLanguage),
                "Surveys:Country must be the code of a country file whose first language the platform has."
            );
        services.AddSingleton(_ => CountryCatalog.Shipped);
        services.AddSingleton(provider =>
            provider
                .GetRequiredService<CountryCatalog>()
                .Find(provider.GetRequiredService<IOptions<SurveysOptions>>().Value.Country)!
        );
        services.AddHostedService<CountryCheck>();
        services.AddSingleton<PersonalDataMask>();
        // Validated when the account is opened, because tests replace it.
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section));
        AddValidated<KeyOptions>(services, configuration, KeyOptions.Section);
        AddValidated<AccessOptions>(services, configuration, AccessOptions.Section);
        AddValidated<PublicationOptions>(services, configuration, PublicationOptions.Section);
        AddValidated<InvitationOptions>(services, configuration, InvitationOptions.Section)
            .PostConfigure<Country>(
                (options, country) =>
                {
                    if (string.IsNullOrEmpty(options.AllowedPrefixes))
                    {
                        options.AllowedPrefixes = string.Join(',', country.Numbering.AllowedPrefixes);
                    }
                }
            );
        AddValidated<SmsOptions>(services, configuration, SmsOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();

        services.AddSingleton(OpenStorage);
        services.AddSingleton<WorkIndex>();
        services.AddSingleton<RollupScheduler>();
        services.AddSingleton<Ledger.InteractionLedger>();
        services.AddSingleton<RollupJob>();
        services.AddSingleton<LedgerVerifier>();
        services.AddSingleton<ShardCount>(provider =>
            async (serviceId, cancellationToken) =>
                (await provider.GetRequiredService<ServicesTable>().FindAsync(serviceId, cancellationToken))?.Shards
                ?? 1
        );

        services.AddSingleton<KeyRing>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<RefusalLog>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalLog>());
        services.AddSingleton<KeysTable>();
        services.AddSingleton<FailureLimit>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<CallerCheck>();
        services.AddSingleton<ICallerCheck>(provider => provider.GetRequiredService<CallerCheck>());
        AddTokens(services, configuration);

        services.AddSingleton<ServicesTable>();
        services.AddSingleton<RegisterVersion>();
        services.AddSingleton<ServiceSettings>();
        services.AddSingleton<ServiceRegistration>();
        services.AddSingleton<SurveyLinks>();
        services.AddSingleton<SendScheduler>();
        services.AddSingleton<InteractionIntake>();

        services.AddSingleton<PublishedTable>();
        services.AddSingleton<PublicationStates>();
        services.AddSingleton<LabelsTable>();
        services.AddSingleton<LedgerRows>();
        services.AddSingleton<IntegrityTable>();
        services.AddSingleton<VolumesTable>();
        services.AddSingleton<IntegrityReader>();
        services.AddSingleton<GroupTableReader>();
        services.AddSingleton<PeriodPublication>();
        services.AddSingleton<MonthPublication>();
        services.AddSingleton<PublicationJob>();
        services.AddSingleton<PublishedFigures>();
        services.AddSingleton<AggregateReader>();
        services.AddSingleton<CommentReader>();
        services.AddSingleton<SavingsTable>();
        services.AddSingleton<SavingClaims>();
        services.AddSingleton<ValueForMoneyReader>();

        services.AddSingleton<ContactsTable>();
        services.AddSingleton<CarrierPipeline>();
        services.AddSingleton<DailyCap>();
        services.AddSingleton<StatusCallback>();
        services.AddSingleton<OptOuts>();
        services.AddSingleton<SmsDispatcher>();
        services.AddSingleton<DeliveryReconciler>();
        services.AddSingleton<InboundSmsHandler>();
        services.AddSingleton<DeliveryReportHandler>();
        services.AddHostedService<SmsPartsCheck>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<RetentionJob>();

        services.AddSingleton<SurveyAccess>();
        services.AddSingleton<DashboardViewReader>();
        services.AddSingleton<SavingViewReader>();
        services.AddSingleton<OpenApiText>();
        return services;
    }

    /// <summary>
    /// Maps all endpoints on Kestrel, including those that the host added to the container. Routing answers 405 if
    /// the path is known and the method is not.
    /// </summary>
    public static void MapSurveys(this IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in Endpoints.In(routes.ServiceProvider))
        {
            routes
                .MapMethods(endpoint.Route, endpoint.Methods, (HttpContext context) => endpoint.ExecuteAsync(context))
                .WithName(endpoint.Name);
        }
    }

    private static OptionsBuilder<T> AddValidated<T>(
        IServiceCollection services,
        IConfiguration configuration,
        string section
    )
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    private static SurveyStorage OpenStorage(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var queues = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        if (options.ConnectionString is { Length: > 0 } connection)
        {
            return new SurveyStorage(new TableServiceClient(connection), new QueueServiceClient(connection, queues));
        }

        if (options is { TableServiceUri: { } tables, QueueServiceUri: { } queue })
        {
            var identity = new DefaultAzureCredential(
                new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId }
            );
            return new SurveyStorage(
                new TableServiceClient(tables, identity),
                new QueueServiceClient(queue, identity, queues)
            );
        }

        throw new OptionsValidationException(
            StorageOptions.Section,
            typeof(StorageOptions),
            ["Set Surveys:Storage:ConnectionString, or TableServiceUri and QueueServiceUri."]
        );
    }

    /// <summary>
    /// Adds JWTs of the configured issuer. Endpoints call the scheme themselves, so no host needs the middleware.
    /// <c>AddAuthentication</c> would also add data protection, which nothing here uses: at every start it would look for
    /// keys in the home directory and write new ones.
    /// </summary>
    private static void AddTokens(IServiceCollection services, IConfiguration configuration)
    {
        var access = configuration.GetSection(AccessOptions.Section);
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider>(new AuthenticationConfiguration(configuration));
        new AuthenticationBuilder(services).AddJwtBearer(options =>
        {
            options.Authority = access[nameof(AccessOptions.JwtIssuer)];
            options.Audience = access[nameof(AccessOptions.JwtAudience)];
            options.MapInboundClaims = false;
        });
    }

    /// <summary>The section from which authentication schemes read further settings.</summary>
    private sealed class AuthenticationConfiguration(IConfiguration configuration)
        : IAuthenticationConfigurationProvider
    {
        IConfiguration IAuthenticationConfigurationProvider.AuthenticationConfiguration =>
            configuration.GetSection("Authentication");
    }
}
