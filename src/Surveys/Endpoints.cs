using Microsoft.Extensions.DependencyInjection;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Audit;
using Surveys.Http;
using Surveys.Invitations;
using Surveys.Pages;
using Surveys.Pages.Dashboards;
using Surveys.Publication;
using Surveys.Savings;
using Surveys.ServiceRegister;
using Surveys.Sms;

namespace Surveys;

/// <summary>
/// All operations of the platform. Kestrel maps this list; each HTTP trigger of the Functions host names one entry.
/// </summary>
public static class Endpoints
{
    /// <summary>The operations of both hosts.</summary>
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        ServiceEndpoints.GetServices,
        ServiceEndpoints.GetService,
        ServiceEndpoints.PutService,
        KeyEndpoints.IssueKey,
        KeyEndpoints.RevokeKey,
        AuditEndpoints.GetAudit,
        InteractionEndpoints.ReportInteractions,
        InteractionEndpoints.ImportInteractions,
        InteractionEndpoints.GetInteraction,
        InteractionEndpoints.WithdrawInteraction,
        ScoreEndpoints.GetScores,
        ScoreEndpoints.GetAggregates,
        CommentEndpoints.GetComments,
        LabelEndpoints.GetLabels,
        LabelEndpoints.PutLabels,
        ShownBallotsEndpoints.PutShownBallots,
        IntegrityEndpoints.PutVolume,
        IntegrityEndpoints.GetIntegrity,
        SavingEndpoints.GetSavings,
        SavingEndpoints.PutSaving,
        SavingEndpoints.VerifySaving,
        ValueEndpoints.GetValue,
        ErasureEndpoints.EraseCitizen,
        SurveyEndpoints.ShowSurvey,
        SurveyEndpoints.SubmitSurvey,
        SurveyEndpoints.ShowQrCode,
        OptOutEndpoints.ShowOptOut,
        OptOutEndpoints.OptOut,
        HelpEndpoints.VerifyText,
        HelpEndpoints.ShowPrivacy,
        SignInEndpoints.ShowSignIn,
        SignInEndpoints.SignIn,
        SignInEndpoints.SignOut,
        DashboardEndpoints.ShowService,
        DashboardEndpoints.DownloadScores,
        DashboardEndpoints.ShowMinistry,
        DashboardEndpoints.DownloadAggregates,
        DashboardEndpoints.DownloadValue,
        DashboardEndpoints.ShowMethod,
        SavingsPages.ShowSavings,
        SavingsPages.SubmitSaving,
        VerificationPages.ShowVerification,
        VerificationPages.SubmitVerification,
        HealthEndpoint.GetHealth,
        OpenApiDocument.GetOpenApi,
    ];

    /// <summary>The operations of both hosts and those that a host added to its container.</summary>
    internal static IReadOnlyList<Endpoint> In(IServiceProvider provider) =>
        [.. All, .. provider.GetServices<Endpoint>()];
}
