using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
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
using static Microsoft.Azure.Functions.Worker.AuthorizationLevel;

namespace Surveys.Functions;

/// <summary>
/// The platform's HTTP operations as triggers. An <see cref="Surveys.Http.Endpoint"/> is itself the result, so each
/// trigger is one statement. The endpoint checks the caller, so no function has a host key. A test compares this list
/// with <see cref="Endpoints.All"/>.
/// </summary>
public static class HttpFunctions
{
    [Function("GetServices")]
    public static IResult GetServices(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services")] HttpRequest request
    ) => ServiceEndpoints.GetServices;

    [Function("GetService")]
    public static IResult GetService(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}")] HttpRequest request
    ) => ServiceEndpoints.GetService;

    [Function("PutService")]
    public static IResult PutService(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}")] HttpRequest request
    ) => ServiceEndpoints.PutService;

    [Function("IssueKey")]
    public static IResult IssueKey([HttpTrigger(Anonymous, "post", Route = "v1/keys")] HttpRequest request) =>
        KeyEndpoints.IssueKey;

    [Function("RevokeKey")]
    public static IResult RevokeKey(
        [HttpTrigger(Anonymous, "delete", Route = "v1/keys/{keyId}")] HttpRequest request
    ) => KeyEndpoints.RevokeKey;

    [Function("GetAudit")]
    public static IResult GetAudit([HttpTrigger(Anonymous, "get", "head", Route = "v1/audit")] HttpRequest request) =>
        AuditEndpoints.GetAudit;

    [Function("ReportInteractions")]
    public static IResult ReportInteractions(
        [HttpTrigger(Anonymous, "post", Route = "v1/interactions")] HttpRequest request
    ) => InteractionEndpoints.ReportInteractions;

    [Function("ImportInteractions")]
    public static IResult ImportInteractions(
        [HttpTrigger(Anonymous, "post", Route = "v1/imports")] HttpRequest request
    ) => InteractionEndpoints.ImportInteractions;

    [Function("GetInteraction")]
    public static IResult GetInteraction(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}/interactions/{interactionId}")]
            HttpRequest request
    ) => InteractionEndpoints.GetInteraction;

    [Function("WithdrawInteraction")]
    public static IResult WithdrawInteraction(
        [HttpTrigger(Anonymous, "delete", Route = "v1/services/{serviceId}/interactions/{interactionId}")]
            HttpRequest request
    ) => InteractionEndpoints.WithdrawInteraction;

    [Function("GetScores")]
    public static IResult GetScores(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}/scores")] HttpRequest request
    ) => ScoreEndpoints.GetScores;

    [Function("GetAggregates")]
    public static IResult GetAggregates(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/aggregates")] HttpRequest request
    ) => ScoreEndpoints.GetAggregates;

    [Function("GetComments")]
    public static IResult GetComments(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}/comments")] HttpRequest request
    ) => CommentEndpoints.GetComments;

    [Function("GetLabels")]
    public static IResult GetLabels(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}/labels")] HttpRequest request
    ) => LabelEndpoints.GetLabels;

    [Function("PutLabels")]
    public static IResult PutLabels(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}/labels")] HttpRequest request
    ) => LabelEndpoints.PutLabels;

    [Function("PutShownBallots")]
    public static IResult PutShownBallots(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}/shown-ballots")] HttpRequest request
    ) => ShownBallotsEndpoints.PutShownBallots;

    [Function("PutVolume")]
    public static IResult PutVolume(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}/volumes/{month}")] HttpRequest request
    ) => IntegrityEndpoints.PutVolume;

    [Function("GetIntegrity")]
    public static IResult GetIntegrity(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/integrity")] HttpRequest request
    ) => IntegrityEndpoints.GetIntegrity;

    [Function("GetSavings")]
    public static IResult GetSavings(
        [HttpTrigger(Anonymous, "get", "head", Route = "v1/services/{serviceId}/savings")] HttpRequest request
    ) => SavingEndpoints.GetSavings;

    [Function("PutSaving")]
    public static IResult PutSaving(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}/savings/{month}/{category}")]
            HttpRequest request
    ) => SavingEndpoints.PutSaving;

    [Function("VerifySaving")]
    public static IResult VerifySaving(
        [HttpTrigger(Anonymous, "put", Route = "v1/services/{serviceId}/savings/{month}/{category}/verification")]
            HttpRequest request
    ) => SavingEndpoints.VerifySaving;

    [Function("GetValue")]
    public static IResult GetValue([HttpTrigger(Anonymous, "get", "head", Route = "v1/value")] HttpRequest request) =>
        ValueEndpoints.GetValue;

    [Function("EraseCitizen")]
    public static IResult EraseCitizen([HttpTrigger(Anonymous, "post", Route = "v1/erasures")] HttpRequest request) =>
        ErasureEndpoints.EraseCitizen;

    [Function("ShowSurvey")]
    public static IResult ShowSurvey(
        [HttpTrigger(Anonymous, "get", "head", Route = "s/{token}")] HttpRequest request
    ) => SurveyEndpoints.ShowSurvey;

    [Function("SubmitSurvey")]
    public static IResult SubmitSurvey([HttpTrigger(Anonymous, "post", Route = "s/{token}")] HttpRequest request) =>
        SurveyEndpoints.SubmitSurvey;

    [Function("ShowQrCode")]
    public static IResult ShowQrCode(
        [HttpTrigger(Anonymous, "get", "head", Route = "s/{token}/qr")] HttpRequest request
    ) => SurveyEndpoints.ShowQrCode;

    [Function("ShowOptOut")]
    public static IResult ShowOptOut(
        [HttpTrigger(Anonymous, "get", "head", Route = "s/{token}/opt-out")] HttpRequest request
    ) => OptOutEndpoints.ShowOptOut;

    [Function("OptOut")]
    public static IResult OptOut([HttpTrigger(Anonymous, "post", Route = "s/{token}/opt-out")] HttpRequest request) =>
        OptOutEndpoints.OptOut;

    [Function("VerifyText")]
    public static IResult VerifyText([HttpTrigger(Anonymous, "get", "head", Route = "verify")] HttpRequest request) =>
        HelpEndpoints.VerifyText;

    [Function("ShowPrivacy")]
    public static IResult ShowPrivacy([HttpTrigger(Anonymous, "get", "head", Route = "privacy")] HttpRequest request) =>
        HelpEndpoints.ShowPrivacy;

    [Function("ShowSignIn")]
    public static IResult ShowSignIn([HttpTrigger(Anonymous, "get", "head", Route = "sign-in")] HttpRequest request) =>
        SignInEndpoints.ShowSignIn;

    [Function("SignIn")]
    public static IResult SignIn([HttpTrigger(Anonymous, "post", Route = "sign-in")] HttpRequest request) =>
        SignInEndpoints.SignIn;

    [Function("SignOut")]
    public static IResult SignOut([HttpTrigger(Anonymous, "post", Route = "sign-out")] HttpRequest request) =>
        SignInEndpoints.SignOut;

    [Function("ShowService")]
    public static IResult ShowService(
        [HttpTrigger(Anonymous, "get", "head", Route = "services/{serviceId}")] HttpRequest request
    ) => DashboardEndpoints.ShowService;

    [Function("DownloadScores")]
    public static IResult DownloadScores(
        [HttpTrigger(Anonymous, "get", "head", Route = "services/{serviceId}/scores")] HttpRequest request
    ) => DashboardEndpoints.DownloadScores;

    [Function("ShowMinistry")]
    public static IResult ShowMinistry(
        [HttpTrigger(Anonymous, "get", "head", Route = "ministry")] HttpRequest request
    ) => DashboardEndpoints.ShowMinistry;

    [Function("DownloadAggregates")]
    public static IResult DownloadAggregates(
        [HttpTrigger(Anonymous, "get", "head", Route = "ministry/aggregates")] HttpRequest request
    ) => DashboardEndpoints.DownloadAggregates;

    [Function("DownloadValue")]
    public static IResult DownloadValue(
        [HttpTrigger(Anonymous, "get", "head", Route = "ministry/value")] HttpRequest request
    ) => DashboardEndpoints.DownloadValue;

    [Function("ShowMethod")]
    public static IResult ShowMethod([HttpTrigger(Anonymous, "get", "head", Route = "method")] HttpRequest request) =>
        DashboardEndpoints.ShowMethod;

    [Function("ShowSavings")]
    public static IResult ShowSavings(
        [HttpTrigger(Anonymous, "get", "head", Route = "services/{serviceId}/savings")] HttpRequest request
    ) => SavingsPages.ShowSavings;

    [Function("SubmitSaving")]
    public static IResult SubmitSaving(
        [HttpTrigger(Anonymous, "post", Route = "services/{serviceId}/savings")] HttpRequest request
    ) => SavingsPages.SubmitSaving;

    [Function("ShowVerification")]
    public static IResult ShowVerification(
        [HttpTrigger(Anonymous, "get", "head", Route = "ministry/savings")] HttpRequest request
    ) => VerificationPages.ShowVerification;

    [Function("SubmitVerification")]
    public static IResult SubmitVerification(
        [HttpTrigger(Anonymous, "post", Route = "ministry/savings")] HttpRequest request
    ) => VerificationPages.SubmitVerification;

    [Function("GetHealth")]
    public static IResult GetHealth([HttpTrigger(Anonymous, "get", "head", Route = "healthz")] HttpRequest request) =>
        HealthEndpoint.GetHealth;

    [Function("GetOpenApi")]
    public static IResult GetOpenApi(
        [HttpTrigger(Anonymous, "get", "head", Route = "openapi/v1.json")] HttpRequest request
    ) => OpenApiDocument.GetOpenApi;
}
