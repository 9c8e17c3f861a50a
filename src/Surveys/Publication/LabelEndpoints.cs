using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.ServiceRegister;

namespace Surveys.Publication;

/// <summary>The registered labels of a service, as they are read and written.</summary>
/// <param name="Model">AI models and versions, in ordinal order.</param>
/// <param name="Region">ISO 3166-2 regions, in ordinal order.</param>
internal sealed record LabelLists(IReadOnlyList<string> Model, IReadOnlyList<string> Region)
{
    public static LabelLists Of(Labels labels) => new([.. labels.Models], [.. labels.Regions]);
}

/// <summary>Registers the labels of a service that are published by name.</summary>
internal static partial class LabelEndpoints
{
    /// <summary>Maximum number of labels of one dimension.</summary>
    public const int MaxLabels = 100;

    public static readonly Endpoint GetLabels = new(
        "GetLabels",
        "GET",
        "v1/services/{serviceId}/labels",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "The models and regions of a service that are published by name",
        Query = [],
    };

    public static readonly Endpoint PutLabels = new(
        "PutLabels",
        "PUT",
        "v1/services/{serviceId}/labels",
        Roles.Ministry | Roles.Admin,
        PutAsync
    )
    {
        Summary = "Register the models and regions of a service that are published by name",
        Query = [],
    };

    private static async Task<IResult> ShowAsync(
        string serviceId,
        ServicesTable services,
        LabelsTable table,
        CancellationToken cancellationToken
    ) =>
        await services.FindAsync(serviceId, cancellationToken) is null
            ? Problem.NotFound("No such service.")
            : Show(await table.ReadAsync(serviceId, cancellationToken));

    private static async Task<IResult> PutAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        LabelsTable table,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var fields = new JsonFields(body.RootElement, "", errors);
        var labels = new Labels(
            Read(fields, "model", ModelForm(), "Must have 1 to 60 characters, without control characters."),
            Read(fields, "region", RegionForm(), "Must be an ISO 3166-2 code, such as KZ-ALA.")
        );
        fields.Close();
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is null)
        {
            return Problem.NotFound("No such service.");
        }

        await table.WriteAsync(serviceId, labels, cancellationToken);
        return Show(labels);
    }

    private static ImmutableSortedSet<string> Read(JsonFields fields, string name, Regex form, string message)
    {
        var labels = fields.Texts(name, required: false, label => form.IsMatch(label) ? null : message) ?? [];
        if (labels.Count > MaxLabels)
        {
            fields.AddError(name, $"Must have at most {MaxLabels} labels; it has {labels.Count}.");
        }

        return labels.ToImmutableSortedSet(StringComparer.Ordinal);
    }

    private static IResult Show(Labels labels) => Results.Json(LabelLists.Of(labels), LabelsJson.Default.LabelLists);

    [GeneratedRegex(@"\A[^\p{C}]{1,60}\z")]
    private static partial Regex ModelForm();

    [GeneratedRegex(@"\A[A-Z]{2}-[A-Z0-9]{1,3}\z")]
    private static partial Regex RegionForm();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LabelLists))]
internal sealed partial class LabelsJson : JsonSerializerContext;
